import type { Attributes } from "../../core/index.ts";

/** "NetworkManager[1233]: ", "kernel: ", "postfix/smtpd[7]: ": the TAG of RFC 3164, with whatever programs really put there. */
const TAG = /^([^\s:[\]]{1,64})(?:\[(\d{1,10})\])?: ?/;

export interface Written {
  /** The syslog identifier; empty where the text has none. */
  readonly from: string;
  readonly body: string;
  readonly attributes: Attributes;
}

/** Splits a syslog message into who wrote it and what. */
export function writerOf(text: string): Written {
  const match = TAG.exec(text);
  if (match === null) return { from: "", body: text, attributes: {} };
  const [tag, from = "", pid] = match;
  const attributes: Attributes = pid === undefined ? {} : { "process.pid": Number(pid) };
  return { from, body: text.slice(tag.length), attributes };
}

/** Any user may call itself "kernel" (logger -t kernel); where a log tells the kernel by itself, such a name is not believed. */
export function userSpace(from: string): string {
  return from === "kernel" ? "" : from;
}
