import { type Finding, type LogFormat, printable, type Rule } from "../core/index.ts";
import { EventStream } from "./event-stream.ts";
import { Fold } from "./fold.ts";
import type { GuestsThere } from "./guest-attribution.ts";
import { type LineChunk, lineChunks } from "./line-chunks.ts";
import { LogReader } from "./log-reader.ts";
import type { Occurrence } from "./occurrence.ts";
import { type RuleSet, ruleSet } from "./rule-set.ts";
import { allocateScanBuffer, type ScanBuffer } from "./scan-buffer.ts";
import { compileScanner, type Scanner } from "./scanner.ts";

/** A log to scan from its beginning to its end. */
export interface ScanInput {
  readonly path: string;
  readonly format: LogFormat | "auto";
  /** The log is of this machine's running kernel, so its microseconds can be told as wall time. */
  readonly live?: boolean;
  /** Reads on into the memory given; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  close(): void;
}

/** What was read of one log. */
export interface ScannedSource {
  readonly path: string;
  readonly format: LogFormat | "auto";
  readonly bytes: number;
  /** Lines. */
  readonly records: number;
  /** Lines that looked like a rule's but are no record of the log's format. */
  readonly skipped: number;
}

export interface LogScanOptions {
  readonly rules: readonly Rule[];
  /** Name of the host for logs that do not say it. */
  readonly host: string;
  /** Leaves out what happened before; ms since the epoch. What has no time is kept. */
  readonly since?: number;
  /** Where all logs are of one host's present boot: its guests. */
  readonly guests?: GuestsThere;
}

/** When the running kernel started, ms since the epoch: its clock is CLOCK_MONOTONIC, which Node's hrtime is too. */
export function bootTime(): number {
  return Date.now() - Number(process.hrtime.bigint()) / 1e6;
}

/** Findings that ended within the logs and are kept; of more, only the number. */
const MAX_ENDED = 4096;

/** One pass over some logs: the same detectors as the daemon's, from the beginning to the end. */
export class LogScan {
  readonly sources: ScannedSource[] = [];
  /** Findings that were left out, because there were too many different ones. */
  leftOut = 0;
  readonly #options: LogScanOptions;
  readonly #rules: RuleSet;
  readonly #scanner: Scanner;
  readonly #buffer: ScanBuffer = allocateScanBuffer();
  readonly #fold: Fold;
  readonly #events: EventStream;
  readonly #ended: Finding[] = [];

  constructor(options: LogScanOptions) {
    this.#options = options;
    this.#rules = ruleSet(options.rules);
    this.#scanner = compileScanner(this.#rules.literals);
    this.#fold = new Fold(options.host);
    this.#events = new EventStream({ ...options, fold: this.#fold });
  }

  /** Reads a log to its end and closes it; what was found before an error stays found. */
  async read(input: ScanInput): Promise<void> {
    const clock = input.live === true ? { now: Date.now(), bootTime: bootTime() } : { now: Date.now() };
    const { format, path } = input;
    // Named twice, a log is still two logs that hold the same events.
    const source = `${this.sources.length} ${path}`;
    const options = { rules: this.#rules, scanner: this.#scanner, format, path, clock: () => clock };
    const reader = new LogReader({ ...options, found: (occurrence) => this.#found(occurrence, source) });
    let [bytes, records] = [0, 0];
    try {
      let cut = false;
      for await (const chunk of lineChunks(this.#buffer, (into) => input.read(into))) {
        reader.read(this.#buffer, cut ? this.#behindLine(chunk) : chunk.from, chunk.end);
        this.#keepEnded(this.#fold.takeEnded());
        cut = chunk.cut;
        bytes += chunk.bytes;
        records += chunk.lines;
      }
    } finally {
      reader.end();
      input.close();
      const safe = printable(path);
      this.sources.push({ path: safe, format: reader.format ?? format, bytes, records, skipped: reader.skipped });
    }
  }

  /** All findings, in the order in which they began. */
  end(): readonly Finding[] {
    this.#keepEnded(this.#fold.takeEnded());
    const { findings } = this.#fold.changes(0, true);
    return [...this.#ended, ...findings].toSorted((a, b) => (a.startsAt ?? 0) - (b.startsAt ?? 0));
  }

  #keepEnded(findings: readonly Finding[]): void {
    const room = MAX_ENDED - this.#ended.length;
    this.#ended.push(...findings.slice(0, room));
    this.leftOut += Math.max(0, findings.length - room);
  }

  /** Behind the rest of a line that was too long: read as a line of its own, it could be made to look like any record. */
  #behindLine({ from, end }: LineChunk): number {
    const newline = this.#buffer.bytes.indexOf(10, from);
    return newline < 0 ? end : Math.min(end, newline + 1);
  }

  #found(occurrence: Occurrence, source: string): void {
    const { timestamp } = occurrence.record;
    const tooOld = timestamp !== undefined && this.#options.since !== undefined && timestamp < this.#options.since;
    if (!tooOld) this.#events.push(occurrence, source);
  }
}
