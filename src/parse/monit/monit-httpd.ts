import type { MonitWord } from "./monitrc-words.ts";

/** Where monit's HTTP interface listens, as its control files say. */
export type MonitPlace = { readonly host: "127.0.0.1" | "::1"; readonly port: number } | { readonly socket: string };

/** The interface, and who may ask it. */
export interface MonitHttpd {
  readonly place: MonitPlace;
  /** "user:password" as written. */
  readonly login?: string;
  /** File of such lines (`allow cleartext FILE`), as BOSH has it. */
  readonly loginFile?: string;
}

const LOOPBACK: Readonly<Record<string, "127.0.0.1" | "::1">> = {
  "127.0.0.1": "127.0.0.1",
  localhost: "127.0.0.1",
  "0.0.0.0": "127.0.0.1",
  "*": "127.0.0.1",
  "::1": "::1",
  "::": "::1",
};
/** sun_path holds 107 bytes. */
const SOCKET = /^\/[\w.+@-][\w.+@/-]{0,105}$/;

const LOGIN = /^[^/:@][^:]{0,254}:[^:]/;
const IPV6 = /^[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:]*$/i;

/** The words of `set httpd`, up to the next statement. */
function block(words: readonly MonitWord[]): readonly string[] | undefined {
  const texts = words.map(({ text }) => text);
  const start = texts.findIndex((text, at) => /^set$/i.test(text) && /^httpd$/i.test(texts[at + 1] ?? ""));
  if (start < 0) return undefined;
  const rest = texts.slice(start + 2);
  const end = rest.findIndex((text) => /^(?:set|check|include)$/i.test(text));
  return end < 0 ? rest : rest.slice(0, end);
}

function behind(texts: readonly string[], name: string): string | undefined {
  const at = texts.findIndex((text) => text.toLowerCase() === name);
  return at < 0 ? undefined : texts[at + 1];
}

function placeOf(texts: readonly string[]): MonitPlace | string {
  const socket = behind(texts, "unixsocket");
  if (socket !== undefined) {
    return SOCKET.test(socket) && !socket.includes("..") ? { socket } : "its socket's name is not taken";
  }
  const port = behind(texts, "port") ?? "2812";
  const address = behind(texts, "address") ?? "127.0.0.1";
  const host = Object.hasOwn(LOOPBACK, address) ? LOOPBACK[address] : undefined;
  if (host === undefined) return `it listens on ${address}, which is not this host's loopback`;
  const isPort = /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536;
  return isPort ? { host, port: Number(port) } : "its port is no number";
}

/** Whether the interface speaks TLS: `ssl enable` (5.2.5) or `with ssl {` (5.33). */
function isSecured(texts: readonly string[]): boolean {
  const next = behind(texts, "ssl");
  return next !== undefined && next.toLowerCase() !== "disable";
}

/** The clear-text logins that `allow` names; hashes, PAM and host names are none. A read-only user may do all that we do. */
function logins(texts: readonly string[]): Pick<MonitHttpd, "login" | "loginFile"> {
  const allowed = texts.flatMap((text, at) => (/^allow$/i.test(text) ? [texts.slice(at + 1, at + 4)] : []));
  const written = allowed.filter(([who = ""]) => LOGIN.test(who) && !IPV6.test(who));
  const harmless = written.find(([, right]) => /^read-?only$/i.test(right ?? ""));
  const login = (harmless ?? written[0])?.[0];
  if (login !== undefined) return { login };
  const loginFile = allowed.find(([kind = ""]) => /^cleartext$/i.test(kind))?.[1];
  return loginFile?.startsWith("/") ? { loginFile } : {};
}

/** The HTTP interface of the words of all control files; why it cannot be asked, or undefined where there is none. */
export function monitHttpd(words: readonly MonitWord[]): MonitHttpd | string | undefined {
  const texts = block(words);
  if (texts === undefined || /^(?:disable|disabled)$/i.test(texts[0] ?? "")) return undefined;
  const place = placeOf(texts);
  if (typeof place === "string") return place;
  if (!("socket" in place) && isSecured(texts)) return "it speaks TLS";
  return { place, ...logins(texts) };
}

/** The first login of a file of "user:password" lines. */
export function loginIn(text: string): string | undefined {
  return text
    .split("\n")
    .find((line) => /^[^\s:#][^\s:]{0,254}:\S/.test(line))
    ?.trim();
}
