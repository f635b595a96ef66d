import type { LogRecord } from "../core/index.ts";

/** Delays of delivery between two logs of one event. */
const DELIVERY_MS = 120_000;

/** What makes two lines of different logs one event. */
export interface EventKey {
  readonly key: string;
  /** The kernel's clock is in it: the same key is the same event, also twice in one log. */
  readonly exact: boolean;
  /** ms since the epoch. */
  readonly at: number | undefined;
  /** Equal keys whose times differ by more are events of different boots or days. */
  readonly sameWithinMs: number;
}

/**
 * A kernel message goes to /dev/kmsg, the journal, kern.log and syslog. All of them but the journal's text keep the kernel's microseconds,
 * so (microseconds, message) tells it. Other records have only a second, their writer and their text.
 */
export function eventKey(record: LogRecord, detector: string): EventKey {
  const uptime = record.attributes["krane.kernel.uptime_us"];
  const at = record.timestamp;
  if (typeof uptime === "number") {
    const key = `${detector}\0${uptime}\0${firstLine(record.body)}`;
    // The kernel's clock is not steered by NTP: over months it parts from the wall clock by minutes. An equal uptime of a later boot
    // lies further off than that uptime itself.
    return { key, exact: true, at, sameWithinMs: DELIVERY_MS + uptime / 2000 };
  }
  // A table of bosh's has no time: the same row in another file is another look.
  const log = at === undefined && record.from === "bosh" ? record.attributes["log.file.path"] : "";
  const second = at === undefined ? "" : Math.floor(at / 1000);
  const key = `${detector}\0${second}${log}\0${record.from}\0${firstLine(record.body)}`;
  return { key, exact: false, at, sameWithinMs: DELIVERY_MS };
}

function firstLine(body: string): string {
  const end = body.indexOf("\n");
  return end < 0 ? body : body.slice(0, end);
}
