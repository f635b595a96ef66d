import { defined, type Finding, type LogFormat, printable, type Rule } from "../core/index.ts";
import { EventStream } from "./event-stream.ts";
import { Fold } from "./fold.ts";
import type { GuestsThere } from "./guest-attribution.ts";
import { type LineChunk, lineChunks } from "./line-chunks.ts";
import { LogReader, type LogReaderOptions } from "./log-reader.ts";
import type { Occurrence } from "./occurrence.ts";
import { type RuleSet, ruleSet } from "./rule-set.ts";
import { allocateScanBuffer, type ScanBuffer } from "./scan-buffer.ts";
import { lazyScanner } from "./scanner.ts";
import type { Interfaces } from "./second-look.ts";

/** A log to scan from its beginning to its end. */
export interface ScanInput {
  readonly path: string;
  readonly format: LogFormat | "auto";
  /** When the kernel that wrote the log started, ms since the epoch: then its microseconds can be told as wall time. */
  readonly bootTime?: number;
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
  /** Where all logs are of one host as it is now: its network interfaces. */
  readonly interfaces?: Interfaces;
  /** Leaves out what happened later; ms since the epoch. */
  readonly until?: number;
  /** Told after each piece of a log, with its size. */
  readonly progress?: (bytes: number) => void;
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
  readonly #scanners: Pick<LogReaderOptions, "scanner" | "headed">;
  /** One for all logs: each piece is read to its end before another log has its turn. */
  readonly buffer: ScanBuffer = allocateScanBuffer();
  readonly #fold: Fold;
  readonly #events: EventStream;
  /** By id: what was over and came again is told once. */
  readonly #ended = new Map<string, Finding>();
  /** Open findings that were told as news, as they were then. */
  readonly #told = new Map<string, Finding>();
  readonly #readers: LogReader[] = [];
  /** When the last line of any log was written, and when that was noticed by the clock of whoever asks for news. */
  #last = { at: 0, seenAt: 0 };
  #news: () => void = () => undefined;

  constructor(options: LogScanOptions) {
    this.#options = options;
    this.#rules = ruleSet(options.rules, { live: options.interfaces !== undefined });
    const { literals, headed } = this.#rules;
    this.#scanners = { scanner: lazyScanner(literals), headed: lazyScanner(literals.slice(0, headed)) };
    this.#fold = new Fold(options.host);
    this.#events = new EventStream({ ...options, fold: this.#fold, found: () => this.#news() });
  }

  /** Reads a log to its end and closes it; what was found before an error stays found. */
  async read(input: ScanInput): Promise<void> {
    const { format, path, bootTime } = input;
    const clock = defined({ now: Date.now(), bootTime });
    const reader = this.reader({ path, format, clock: () => clock });
    let [bytes, records] = [0, 0];
    try {
      let cut = false;
      for await (const chunk of lineChunks(this.buffer, (into) => input.read(into))) {
        reader.read(this.buffer, cut ? this.#behindLine(chunk) : chunk.from, chunk.end);
        this.#keepEnded(this.#fold.takeEnded());
        cut = chunk.cut;
        bytes += chunk.bytes;
        records += chunk.lines;
        this.#options.progress?.(chunk.bytes);
      }
    } finally {
      reader.end();
      input.close();
      this.wasRead({ path, format: reader.format ?? format, bytes, records, skipped: reader.skipped });
    }
  }

  /** Notes what was read of a log, for the report. */
  wasRead(source: ScannedSource): void {
    this.sources.push({ ...source, path: printable(source.path) });
  }

  /** A reader of one more log, for a caller that brings its lines. */
  reader(log: Pick<LogReaderOptions, "path" | "format" | "clock">): LogReader {
    // Named twice, a log is still two logs that hold the same events.
    const source = `${this.#readers.length} ${log.path}`;
    const found = (occurrence: Occurrence, times: number) => this.#found(occurrence, source, times);
    const reader = new LogReader({ ...log, rules: this.#rules, ...this.#scanners, found });
    this.#readers.push(reader);
    return reader;
  }

  /** Findings so far. */
  get found(): number {
    return this.#fold.open + this.#ended.size;
  }

  /** Calls `news` when a second look found something, which no line of a log tells. */
  onNews(news: () => void): void {
    this.#news = news;
  }

  /** Looks again at what some rules want to be looked at; to be called when all logs were read. */
  async settle(): Promise<void> {
    await this.#events.secondLook?.settle();
    this.#events.secondLook?.close();
  }

  /** Findings that are news, by a clock of the caller's. */
  changes(now: number): readonly Finding[] {
    this.#noteLast(now);
    this.#fold.calm(now + this.#ahead);
    const { findings } = this.#fold.changes(now);
    for (const finding of findings) {
      this.#told.set(finding.id, finding);
      this.#ended.delete(finding.id);
    }
    this.#keepEnded(findings.filter(({ endsAt }) => endsAt !== undefined));
    return findings;
  }

  /** When there will be news by that clock; undefined where there is nothing to tell. */
  dueAt(): number | undefined {
    return this.#fold.dueAt(this.#ahead);
  }

  /** All findings, in the order in which they began. */
  end(): readonly Finding[] {
    this.#noteLast(0);
    this.#fold.calm(this.#last.at);
    this.#keepEnded(this.#fold.takeEnded());
    const { findings } = this.#fold.changes(0, true);
    for (const { id } of findings) this.#told.delete(id);
    const all = [...this.#ended.values(), ...this.#told.values(), ...findings];
    const byId = new Map(all.map((finding) => [finding.id, finding]));
    return [...byId.values()].toSorted((a, b) => (a.startsAt ?? 0) - (b.startsAt ?? 0));
  }

  #keepEnded(findings: readonly Finding[]): void {
    for (const finding of findings) {
      this.#told.delete(finding.id);
      const hasRoom = this.#ended.size < MAX_ENDED || this.#ended.has(finding.id);
      if (hasRoom) this.#ended.set(finding.id, finding);
      else this.leftOut++;
    }
  }

  /** How far the logs' clock is ahead of the caller's: it goes on while nobody writes. */
  get #ahead(): number {
    return this.#last.at - this.#last.seenAt;
  }

  #noteLast(now: number): void {
    const at = Math.max(0, ...this.#readers.map((reader) => reader.lastTime() ?? 0));
    if (at > this.#last.at) this.#last = { at, seenAt: now };
  }

  /** Behind the rest of a line that was too long: read as a line of its own, it could be made to look like any record. */
  #behindLine({ from, end }: LineChunk): number {
    const newline = this.buffer.bytes.indexOf(10, from);
    return newline < 0 ? end : Math.min(end, newline + 1);
  }

  #found(occurrence: Occurrence, source: string, times: number): void {
    const { timestamp } = occurrence.record;
    const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = this.#options;
    const isWanted = timestamp === undefined || (timestamp >= since && timestamp <= until);
    if (isWanted) this.#events.push(occurrence, source, times);
  }
}
