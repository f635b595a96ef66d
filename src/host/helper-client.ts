import { statSync } from "node:fs";
import type { Socket } from "node:net";
import {
  type Answer,
  denied,
  errorCode,
  explainError,
  notKnown,
  type ProbeValue,
  type ProbeVerb,
} from "../core/index.ts";
import { ANSWER_BYTES, decodeAnswer, encodeRequest } from "./helper-wire.ts";
import { type ProbeRequest, readRequest } from "./probe-request.ts";

export const HELPER_SOCKET = "/run/krane-agent/probe.sock";
const TIMEOUT_MS = 2000;
/** Where the helper starts a program: a little longer than it lets the program run (tools.ts), and less than a check has. */
const TOOL_TIMEOUTS_MS: { readonly [V in ProbeVerb]?: number } = {
  smart: 6000,
  "ipmi-sensors": 9000,
  "ipmi-events": 9000,
};

/** Collects one line of a bounded size; an end before it, an error or too many bytes reject. */
function line(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    socket.on("data", (chunk: Buffer) => {
      const end = chunk.indexOf(10);
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
      bytes += chunk.length;
      if (end >= 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else if (bytes > ANSWER_BYTES) reject(new Error(`more than ${ANSWER_BYTES} bytes of answer`));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed without an answer")));
  });
}

/** What connect(2) would say where nobody has made the socket, without `node:net`, which costs 4 ms. */
function demandSocket(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    throw new Error(`connect ${errorCode(error)} ${path}`);
  }
}

/** `node:net` is loaded here only: root never needs it. The time is for the whole exchange, so that bytes one by one do not stretch it. */
async function exchange(path: string, request: string, timeoutMs: number): Promise<string> {
  demandSocket(path);
  const { connect } = await import("node:net");
  const socket = connect({ path });
  const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    socket.write(request);
    return await line(socket);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Has the privileged helper do a probe. `unknown` with the reason where it does not answer. */
export async function askHelper<V extends ProbeVerb>(
  path: string,
  request: ProbeRequest<V>,
  timeoutMs = TOOL_TIMEOUTS_MS[request.verb] ?? TIMEOUT_MS,
): Promise<Answer<ProbeValue<V>>> {
  const checked = readRequest(request);
  if (typeof checked === "string") return notKnown(checked);
  try {
    return decodeAnswer(request.verb, await exchange(path, encodeRequest(checked), timeoutMs));
  } catch (error) {
    // Where a program has to be started, being root is not enough.
    const who = request.verb in TOOL_TIMEOUTS_MS ? "" : "not root, and ";
    return denied(`${who}the privileged helper does not answer on ${path}: ${explainError(error)}`);
  }
}
