import type { LogFormat, LogRecord } from "../core/index.ts";
import { BoshLog } from "../parse/bosh-log.ts";
import type { BoshRecord } from "../parse/bosh-record.ts";
import type { LogClock } from "../parse/log-clock.ts";
import { formatOf, parseLine, parseMixedLine, sniffFormat } from "../parse/log-line.ts";
import { guestOfLog } from "../parse/qemu-log.ts";
import type { Occurrence } from "./occurrence.ts";
import { type KeptReport, type Report, ReportAssembler } from "./report-assembler.ts";
import type { RuleSet } from "./rule-set.ts";
import type { ScanBuffer } from "./scan-buffer.ts";
import type { Scanner } from "./scanner.ts";

/** Bytes at the beginning of a log that tell its format. */
const SNIFFED_BYTES = 65_536;

export interface LogReaderOptions {
  readonly rules: RuleSet;
  readonly scanner: Scanner;
  readonly format: LogFormat | "auto";
  readonly clock: () => LogClock;
  /** Where the lines come from, for the findings. */
  readonly path?: string;
  /** Called with what is found, in the order of the log. */
  readonly found: (occurrence: Occurrence) => void;
  /** Reports of a former run that were not at their end. */
  readonly reports?: readonly KeptReport[];
}

interface Line {
  readonly start: number;
  readonly text: string;
  readonly record: LogRecord | undefined;
}

/**
 * Reads whole lines of one log. The scanner skims over what no rule knows; only a line with a literal is decoded, taken apart and matched.
 * While a kernel report is open, its lines are handed to the assembler one by one.
 */
export class LogReader {
  /** Lines that looked like a rule's but are no record of the log's format. */
  skipped = 0;
  readonly #options: LogReaderOptions;
  readonly #reports: ReportAssembler;
  #format: LogFormat | undefined;
  /** Set where the log is of bosh's. */
  #bosh: BoshLog | undefined;
  #clock: LogClock;
  /** Where the lines of the buffer begin: what lies before is of another chunk. */
  #from = 0;

  constructor(options: LogReaderOptions) {
    this.#options = options;
    this.#clock = options.clock();
    this.#reports = new ReportAssembler(options.reports, this.#clock.now);
  }

  /** The format that the log is in; undefined before anything was read. */
  get format(): LogFormat | undefined {
    return this.#format;
  }

  /** A kernel report is not at its end. */
  get busy(): boolean {
    return this.#reports.busy;
  }

  /** Reports that are not at their end, for the next run. */
  kept(): readonly KeptReport[] {
    return this.#reports.kept();
  }

  /** Reads the whole lines in [from, end) of a buffer. */
  read(buffer: ScanBuffer, from: number, end: number): void {
    this.#clock = this.#options.clock();
    this.#from = from;
    this.#format ??= this.#formatOf(buffer, from, end);
    if (this.#format === "bosh") this.#bosh ??= new BoshLog(this.#clock.now, this.#options.path);
    let at = from;
    while (at < end) at = this.#next(buffer, at, end);
  }

  /** Closes reports that have been silent until `now`, ms since the epoch. */
  idle(now: number): void {
    this.#report(this.#reports.idle(now));
    this.#told(this.#bosh?.flush() ?? []);
  }

  /** Closes everything, at the end of the log. */
  end(): void {
    this.#report(this.#reports.end());
    this.#told(this.#bosh?.end() ?? []);
  }

  #formatOf(buffer: ScanBuffer, from: number, end: number): LogFormat {
    if (this.#options.format !== "auto") return this.#options.format;
    return sniffFormat(textOf(buffer, from, Math.min(end, from + SNIFFED_BYTES)));
  }

  #next(buffer: ScanBuffer, from: number, end: number): number {
    if (this.#bosh !== undefined) return this.#tell(this.#bosh, buffer, { from, end });
    return this.#reports.busy ? this.#step(buffer, from, end) : this.#skim(buffer, from, end);
  }

  /** Hands one line of a log of bosh's to its reader; a line with the header of another format is read as such. */
  #tell(bosh: BoshLog, buffer: ScanBuffer, { from, end }: { readonly from: number; readonly end: number }): number {
    const newline = buffer.bytes.indexOf(10, from);
    const lineEnd = newline < 0 || newline >= end ? end : newline;
    const text = lineOf(buffer, from, lineEnd).replace(/\r$/, "");
    const records = bosh.push(text);
    if (records === undefined && this.#options.format === "auto" && formatOf(text) !== undefined)
      return this.#step(buffer, from, end);
    this.#told(records ?? []);
    return lineEnd + 1;
  }

  #told(records: readonly BoshRecord[]): void {
    const { path, rules, found } = this.#options;
    for (const { record, lines } of records)
      rules.matchRecord(path === undefined ? record : withPath(record, path, "bosh"), lines).forEach(found);
  }

  /** Goes on until a report opens, or to the end; gives the place behind. */
  #skim(buffer: ScanBuffer, from: number, end: number): number {
    let resumeAt = end;
    let line: Line | undefined;
    let matched = new Set<string>();
    this.#options.scanner.scan(buffer, from, end, (literal, start, lineEnd) => {
      if (line?.start !== start) {
        line = this.#line(buffer, start, lineEnd);
        matched = new Set();
      }
      if (line.record === undefined) return lineEnd + 1;
      if (this.#opensReport(literal, line)) {
        resumeAt = lineEnd + 1;
        return Number.POSITIVE_INFINITY;
      }
      this.#match(literal, line, matched);
      return start;
    });
    return resumeAt;
  }

  /** Hands one line to the open report, and to the rules as well: it may be another's that stands between. */
  #step(buffer: ScanBuffer, from: number, end: number): number {
    const newline = buffer.bytes.indexOf(10, from);
    const lineEnd = newline < 0 || newline >= end ? end : newline;
    const line = this.#line(buffer, from, lineEnd);
    if (line.record?.from === "kernel") this.#report(this.#reports.push({ record: line.record, line: line.text }));
    const matched = new Set<string>();
    this.#options.scanner.scan(buffer, from, Math.min(lineEnd + 1, end), (literal, start) => {
      this.#match(literal, line, matched);
      return start;
    });
    return lineEnd + 1;
  }

  #line(buffer: ScanBuffer, start: number, end: number): Line {
    const text = lineOf(buffer, start, end);
    const format = this.#format ?? "dmesg";
    const mixed = this.#options.format === "auto";
    const head = STATUS.test(text) ? lineAbove(buffer, this.#from, start) : "";
    const context = { main: format, head };
    const parsed = mixed ? parseMixedLine(text, context, this.#clock) : parseLine(text, format, this.#clock, head);
    if (parsed === undefined && !this.#reports.busy) this.skipped++;
    const { path } = this.#options;
    const record = parsed === undefined || path === undefined ? parsed : withPath(parsed, path, format);
    return { start, text: text.endsWith("\r") ? text.slice(0, -1) : text, record };
  }

  #opensReport(literal: number, { record, text }: Line): boolean {
    if (!this.#options.rules.startsReport(literal) || record?.from !== "kernel") return false;
    this.#report(this.#reports.push({ record, line: text }));
    return this.#reports.busy;
  }

  #match(literal: number, { record, text }: Line, matched: Set<string>): void {
    if (record === undefined) return;
    for (const occurrence of this.#options.rules.match(literal, record, text)) {
      if (matched.has(occurrence.rule.id)) continue;
      matched.add(occurrence.rule.id);
      this.#options.found(occurrence);
    }
  }

  #report(reports: readonly Report[]): void {
    for (const report of reports) this.#options.rules.matchReport(report).forEach(this.#options.found);
  }
}

function textOf({ bytes }: ScanBuffer, start: number, end: number): string {
  return bytes.toString("utf8", start, end);
}

/** NULs that a crash left in a log stand before the first line of the next boot. */
function lineOf(buffer: ScanBuffer, start: number, end: number): string {
  const text = textOf(buffer, start, end);
  return text.charCodeAt(0) === 0 ? text.replace(/^\0+/, "") : text;
}

/** `monit status` prints a service on a line of its own and what it says of it below, indented. */
const STATUS = /^\s+status {2}/;
const HEAD_BYTES = 2048;

/** The line above the one at `start`. */
function lineAbove(buffer: ScanBuffer, from: number, start: number): string {
  const before = textOf(buffer, Math.max(from, start - HEAD_BYTES), start).trimEnd();
  return before.slice(before.lastIndexOf("\n") + 1);
}

function withPath(record: LogRecord, path: string, format: LogFormat): LogRecord {
  const attributes = { ...record.attributes, "log.file.path": path };
  if (format !== "qemu") return { ...record, attributes };
  // The name of the file is all that names the guest.
  return { ...record, attributes: { ...attributes, "krane.vm.name": guestOfLog(path) } };
}
