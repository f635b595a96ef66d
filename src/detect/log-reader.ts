import type { LogFormat } from "../core/index.ts";
import type { LogClock } from "../parse/log/log-clock.ts";
import { formatOf, isHeaded } from "../parse/log/log-line.ts";
import { BoshLines } from "./bosh-lines.ts";
import { LineMatcher } from "./line-matcher.ts";
import { type Line, LineParser, type LineParserOptions, NO_LINE } from "./line-parser.ts";
import { LineRun } from "./line-run.ts";
import type { Occurrence } from "./occurrence.ts";
import { PriorLine } from "./prior-line.ts";
import { type KeptReport, type Report, ReportAssembler } from "./report-assembler.ts";
import type { RuleSet } from "./rule-set.ts";
import type { ScanBuffer } from "./scan-buffer.ts";
import type { Scanner } from "./scanner.ts";

export interface LogReaderOptions extends LineParserOptions {
  readonly rules: RuleSet;
  readonly scanner: Scanner;
  /** For logs whose every record has a header, in which some literals need not be looked for; the other one where absent. */
  readonly headed?: Scanner;
  readonly clock: () => LogClock;
  /** Called with what is found, in the order of the log; `times` that within one second. */
  readonly found: (occurrence: Occurrence, times: number) => void;
  /** Reports of a former run that were not at their end. */
  readonly reports?: readonly KeptReport[];
}

/**
 * Reads whole lines of one log. The scanner skims over what no rule knows; only a line with a literal is decoded, taken apart and matched.
 * While a kernel report is open, its lines are handed to the assembler one by one.
 */
export class LogReader {
  /** Lines that looked like a rule's but are no record of the log's format, or whose message is not in them. */
  skipped = 0;
  readonly #options: LogReaderOptions;
  #scanner: Scanner;
  readonly #reports: ReportAssembler;
  readonly #prior = new PriorLine();
  readonly #run: LineRun;
  readonly #matcher: LineMatcher;
  readonly #lines: LineParser;
  /** Set where lines of bosh's are in it. */
  #bosh: BoshLines | undefined;

  constructor(options: LogReaderOptions) {
    const clock = options.clock();
    this.#options = options;
    this.#scanner = options.scanner;
    this.#lines = new LineParser(options, clock);
    this.#reports = new ReportAssembler(options.reports, clock.now);
    this.#run = new LineRun(options.rules);
    const before = (start: number) => this.#lines.parsed(this.#prior.before(start));
    this.#matcher = new LineMatcher({ rules: options.rules, before, found: options.found });
  }

  /** The format that the log is in; undefined before anything was read. */
  get format(): LogFormat | undefined {
    return this.#lines.format;
  }

  /** A kernel report is not at its end. */
  get busy(): boolean {
    return this.#reports.busy;
  }

  /** Reports that are not at their end, for the next run. */
  kept(): readonly KeptReport[] {
    return this.#reports.kept();
  }

  /** Reads the whole lines in [from, until) of a buffer. */
  read(buffer: ScanBuffer, from: number, until: number): void {
    const clock = this.#options.clock();
    const end = this.#lines.begin(buffer, from, until, clock);
    this.#scanner = (isHeaded(this.format) ? this.#options.headed : undefined) ?? this.#options.scanner;
    if (this.#lines.holdsBosh) this.#bosh ??= this.#boshLines(clock.now);
    this.#prior.begin(buffer, from);
    let at = from;
    while (at < end) at = this.#next(buffer, at, end);
    this.#prior.end(end);
  }

  /** When the last line was written; undefined where it does not say. */
  lastTime(): number | undefined {
    return this.#prior.last === "" ? undefined : this.#lines.parsed(this.#prior.last)?.timestamp;
  }

  /** Closes reports that have been silent until `now`, ms since the epoch. */
  idle(now: number): void {
    this.#report(this.#reports.idle(now));
    this.#bosh?.flush();
  }

  /** Closes everything, at the end of the log. */
  end(): void {
    this.#report(this.#reports.end());
    this.#bosh?.end();
  }

  #boshLines(now: number): BoshLines {
    const { rules, path, found } = this.#options;
    return new BoshLines({ rules, now, path, placed: (record) => this.#lines.placed(record), found });
  }

  #next(buffer: ScanBuffer, from: number, end: number): number {
    if (this.#bosh !== undefined) return this.#pushBosh(this.#bosh, buffer, { from, end });
    return this.#reports.busy ? this.#step(buffer, from, end) : this.#skim(buffer, from, end);
  }

  /** Hands one line of a log that holds bosh's to the reader of those; a line of another format is read as such. */
  #pushBosh(
    bosh: BoshLines,
    buffer: ScanBuffer,
    { from, end }: { readonly from: number; readonly end: number },
  ): number {
    const lineEnd = endOfLine(buffer, from, end);
    const text = this.#lines.text(from, lineEnd);
    const isOthers = !bosh.push(text) && this.#lines.mixed && (this.format !== "bosh" || formatOf(text) !== undefined);
    return isOthers ? this.#step(buffer, from, end) : lineEnd + 1;
  }

  /** Goes on until a report opens, or to the end; gives the place behind. */
  #skim(buffer: ScanBuffer, from: number, end: number): number {
    let resumeAt = end;
    let line = NO_LINE;
    this.#scanner.scan(buffer, from, end, (literal, start, lineEnd) => {
      if (line.start !== start) {
        if (this.#isUnheeded(literal, buffer, start)) return start;
        this.#noteRead(buffer, line);
        if (this.#run.again(buffer, start, lineEnd)) {
          line = NO_LINE;
          return lineEnd + 1;
        }
        this.#endRun();
        line = this.#line(start, lineEnd);
      }
      if (line.records.length === 0) return lineEnd + 1;
      if (this.#opensReport(literal, line)) {
        resumeAt = lineEnd + 1;
        return Number.POSITIVE_INFINITY;
      }
      this.#matcher.match(literal, line);
      return start;
    });
    this.#endRun();
    return resumeAt;
  }

  /** All literals of a line were told: whether it may come again. */
  #noteRead(buffer: ScanBuffer, line: Line): void {
    if (line.start < 0) return;
    const known = this.#matcher.known(line);
    if (known === undefined) this.#run.forget();
    else this.#run.note(buffer, known);
  }

  /** Reads the last line of a run for all of it. */
  #endRun(): void {
    const last = this.#run.take();
    if (last === undefined) return;
    const { records, text } = this.#line(last.start, last.end);
    for (const record of records) this.#matcher.tell(last.literal, record, text, last.times);
  }

  /** Whether the literal stands in a line whose writer no pattern asks for: nova's "Instance ", any daemon's " failed". */
  #isUnheeded(literal: number, { bytes }: ScanBuffer, start: number): boolean {
    const tag = this.#lines.tag(start);
    return tag !== undefined && !this.#options.rules.heeds(literal, bytes, tag);
  }

  /** Hands one line to the open report, and to the rules as well: it may be another's that stands between. */
  #step(buffer: ScanBuffer, from: number, end: number): number {
    const lineEnd = endOfLine(buffer, from, end);
    const line = this.#line(from, lineEnd);
    for (const record of line.records) {
      if (record.from === "kernel") this.#report(this.#reports.push({ record, line: line.text }));
    }
    this.#scanner.scan(buffer, from, Math.min(lineEnd + 1, end), (literal, start) => {
      this.#matcher.match(literal, line);
      return start;
    });
    return lineEnd + 1;
  }

  #line(start: number, end: number): Line {
    this.#matcher.begin();
    const line = this.#lines.line(start, end);
    if (line.records.length === 0 && !this.#reports.busy) this.skipped++;
    return line;
  }

  #opensReport(literal: number, line: Line): boolean {
    const { rules } = this.#options;
    const isOdd = rules.meaningOf(literal) === "odd";
    if (!isOdd && !rules.startsReport(literal)) return false;
    for (const record of line.records) {
      const isPart = this.#reports.busy || !isOdd || rules.within(record.body).some(rules.startsReport);
      if (isPart && record.from === "kernel") this.#report(this.#reports.push({ record, line: line.text }));
    }
    return this.#reports.busy;
  }

  #report(reports: readonly Report[]): void {
    for (const report of reports) {
      for (const occurrence of this.#options.rules.matchReport(report)) this.#options.found(occurrence, 1);
    }
  }
}

function endOfLine({ bytes }: ScanBuffer, from: number, end: number): number {
  const newline = bytes.indexOf(10, from);
  return newline < 0 || newline >= end ? end : newline;
}
