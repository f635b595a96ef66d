import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { type Answer, denied, explainError, known, type MONITRC, type MonitStatus, notKnown } from "../core/index.ts";
import { loginIn, type MonitHttpd, type MonitPlace, monitHttpd } from "../parse/monit/monit-httpd.ts";
import { monitStatusOf } from "../parse/monit/monit-status.ts";
import { monitControl } from "../parse/monit/monitrc-files.ts";
import { filesOf } from "./files.ts";
import { liveFind } from "./place.ts";

/** monit answers between two of its own looks at once; a frozen one never does, and BOSH's firewall drops what is not of its own group. */
const TIMEOUT_MS = 1500;
/** A service has 1.2 KB. */
const MOST_BYTES = 1_048_576;
const PATH = "/_status?format=xml&level=full";

/** The interface with the login that it takes. */
export interface MonitQuestion {
  readonly place: MonitPlace;
  readonly login?: string | undefined;
}

function options({ place, login }: MonitQuestion): RequestOptions {
  const where = "socket" in place ? { socketPath: place.socket } : { host: place.host, port: place.port };
  const headers = { host: "localhost", connection: "close" };
  return {
    ...where,
    method: "GET",
    path: PATH,
    agent: false,
    headers,
    ...(login === undefined ? {} : { auth: login }),
  };
}

function answered(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
    request.end();
  });
}

/** The whole body; too many bytes and a cut one reject. */
async function body(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error("more than 1 MiB of answer");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** monit says Latin-1 and writes the bytes of its control file as they are: what is UTF-8 throughout is no other text by chance. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

/** The XML parser is loaded where there is something to parse. */
async function statusBy(request: ClientRequest): Promise<Answer<MonitStatus>> {
  const response = await answered(request);
  const { statusCode } = response;
  if (statusCode === 401 || statusCode === 403)
    return denied(`monit refuses the login of its control file (${statusCode})`);
  if (statusCode !== 200) return notKnown(`monit answers with HTTP ${statusCode}`);
  const { parseXml } = await import("./xml.ts");
  const status = monitStatusOf(parseXml(textOf(await body(response))), Date.now());
  return typeof status === "string" ? notKnown(status) : known(status);
}

function named(place: MonitPlace): string {
  if ("socket" in place) return place.socket;
  return place.host === "::1" ? `[::1]:${place.port}` : `${place.host}:${place.port}`;
}

/** Asks monit once, by GET alone: a POST is how it is told to act. The time is for the whole exchange. */
export async function askMonit(question: MonitQuestion, timeoutMs = TIMEOUT_MS): Promise<Answer<MonitStatus>> {
  const { request } = await import("node:http");
  const asked = request(options(question));
  const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await statusBy(asked);
  } catch (error) {
    return notKnown(`no status from monit on ${named(question.place)}: ${explainError(error)}`);
  } finally {
    clearTimeout(timer);
    asked.destroy();
  }
}

async function loginOf({ login, loginFile }: MonitHttpd): Promise<string | undefined> {
  if (login !== undefined || loginFile === undefined) return login;
  return loginIn((await filesOf(liveFind).read(loginFile)) ?? "");
}

/** Where the control file and its includes say, with what they say. */
export async function monitStatus(path: (typeof MONITRC)[number]): Promise<Answer<MonitStatus>> {
  const control = await monitControl(filesOf(liveFind), path);
  if (!control.known) return control;
  const httpd = monitHttpd(control.value.files.flatMap(({ words }) => words));
  if (httpd === undefined) return notKnown(`${path} has no HTTP interface (set httpd)`);
  if (typeof httpd === "string") return notKnown(`monit cannot be asked: ${httpd}`);
  return askMonit({ place: httpd.place, login: await loginOf(httpd) });
}
