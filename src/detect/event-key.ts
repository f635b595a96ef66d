import { sha256 } from "./digest.ts";
import type { Occurrence } from "./occurrence.ts";

/** A longer text is remembered by its digest: attackers choose how long a line is. */
const LONGEST = 256;

function firstLine(body: string): string {
  const end = body.indexOf("\n");
  return end < 0 ? body : body.slice(0, end);
}

/**
 * What makes two lines of different logs one event. A kernel message goes to /dev/kmsg, the journal, kern.log and syslog. All of them
 * keep the kernel's microseconds, so (boot, microseconds, message) tells it. Where rsyslog was told to drop them, and for all other
 * writers, there are only the second, the writer and the text.
 */
export class EventKey {
  /** Fingerprint of the finding that it belongs to. */
  readonly print: string;
  /** The kernel's clock: with the text, it tells an event of one boot from any other. */
  readonly us: number | undefined;
  /** ms since the epoch. */
  readonly at: number | undefined;
  /** How often it happened, where the log says so instead of repeating it. */
  readonly times: number;
  readonly #occurrence: Pick<Occurrence, "record" | "rule">;

  constructor(occurrence: Pick<Occurrence, "record" | "rule">, print: string, times = 1) {
    const { timestamp, repeated, attributes } = occurrence.record;
    const us = attributes["krane.kernel.uptime_us"];
    this.#occurrence = occurrence;
    this.print = print;
    this.us = typeof us === "number" ? us : undefined;
    this.at = timestamp;
    this.times = times * (repeated ?? 1);
  }

  get boot(): string | undefined {
    const boot = this.#occurrence.record.attributes["krane.boot.id"];
    return typeof boot === "string" ? boot : undefined;
  }

  /** Detector, writer and first line of the message; that a line came again is another event than that it came. */
  get text(): string {
    const { record, rule } = this.#occurrence;
    // A table of bosh's has no time: the same row in another file is another look.
    const log = record.from === "bosh" && this.at === undefined ? record.attributes["log.file.path"] : "";
    const again = record.repeated === undefined ? "" : "\0again";
    const said = `${rule.id}\0${record.from}${log}\0${firstLine(record.body)}${again}`;
    return said.length > LONGEST ? sha256(said) : said;
  }
}
