import type { AttributeValue, LogFormat, LogRecord } from "../core/index.ts";
import { holdsBosh } from "../parse/bosh/bosh-line.ts";
import { isBlockMessage, parseBlock } from "../parse/log/journal-block.ts";
import type { LogClock } from "../parse/log/log-clock.ts";
import { parseLine, parseMixedLine, singleLines, sniffLog } from "../parse/log/log-line.ts";
import { guestOfLog } from "../parse/log/qemu-log.ts";
import { type Place, tagPlace } from "../parse/log/tag-place.ts";
import { isDressed, undressed } from "../parse/log/terminal-bytes.ts";
import type { ScanBuffer } from "./scan-buffer.ts";

/** Bytes at the beginning of a log that tell its format. */
const SNIFFED_BYTES = 65_536;
const NOTHING = Buffer.alloc(0);

/** A line of a log that was taken apart. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** As evidence shows it. */
  readonly text: string;
  /** Several where the kernel wrote several lines as one record; none where it is no record of the log's format. */
  readonly records: readonly LogRecord[];
}

export const NO_LINE: Line = { start: -1, end: -1, text: "", records: [] };

export interface LineParserOptions {
  readonly format: LogFormat | "auto";
  /** Where the lines come from, for the findings. */
  readonly path?: string;
}

/** Makes records of the lines of one log. */
export class LineParser {
  readonly #options: LineParserOptions;
  #format: LogFormat | undefined;
  #holdsBosh = false;
  /** Colours of a terminal stand in it. */
  #isDressed = false;
  #clock: LogClock;
  #buffer: ScanBuffer | undefined;
  /** Where the lines of the buffer begin: what lies before is of another chunk. */
  #from = 0;
  #end = 0;

  constructor(options: LineParserOptions, clock: LogClock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** The format that the log is in; undefined before anything was read. */
  get format(): LogFormat | undefined {
    return this.#format;
  }

  /** Whether lines of other formats may stand in the log. */
  get mixed(): boolean {
    return this.#options.format === "auto";
  }

  /** Whether lines of bosh's stand in it: theirs belong together, so that each has to be looked at. */
  get holdsBosh(): boolean {
    return this.#holdsBosh;
  }

  /** The lines of [from, end) are the next; gives where they end without what a terminal needs. */
  begin(buffer: ScanBuffer, from: number, end: number, clock: LogClock): number {
    this.#clock = clock;
    this.#buffer = buffer;
    this.#from = from;
    if (this.#format === undefined) this.#sniff(buffer, from, end);
    this.#end = this.#isDressed ? undressed(buffer.bytes, from, end) : end;
    return this.#end;
  }

  line(start: number, end: number): Line {
    const text = this.text(start, end);
    if (this.mixed && isBlockMessage(text)) return { start, end, text, records: this.#ofBlock(start, end, text) };
    const record = this.parsed(text, STATUS.test(text) ? this.#above(start) : "");
    return { start, end, text, records: record === undefined ? [] : singleLines(record) };
  }

  /** The record of an entry that has a line for each of its fields. */
  #ofBlock(start: number, end: number, text: string): readonly LogRecord[] {
    const around = {
      before: this.text(Math.max(this.#from, start - BLOCK_BYTES), start - 1),
      after: this.text(Math.min(end + 1, this.#end), Math.min(this.#end, end + BLOCK_BYTES)),
    };
    const record = parseBlock(text, around, this.#clock);
    return record === undefined ? [] : singleLines(this.placed(record));
  }

  /** The text of a line as evidence shows it; NULs that a crash left in a log stand before the first line of the next boot. */
  text(start: number, end: number): string {
    if (this.#buffer === undefined) return "";
    const { bytes } = this.#buffer;
    let from = start;
    while (bytes[from] === 0 && from < end) from++;
    let to = end;
    while (to > from && bytes[to - 1] === 13) to--;
    return bytes.toString("utf8", from, to);
  }

  /** Where the name of who wrote the line at `start` stands, where it is one of syslog; told from a few bytes. */
  tag(start: number): Place | undefined {
    const isSyslog = this.mixed ? this.#format !== "qemu" : this.#format === "syslog";
    return isSyslog && this.#buffer !== undefined ? tagPlace(this.#buffer.bytes, start) : undefined;
  }

  /** The record of one line, whose `head` is the line that it stands under. */
  parsed(text: string, head = ""): LogRecord | undefined {
    const main = this.#format ?? "dmesg";
    const record = this.mixed
      ? parseMixedLine(text, { main, head }, this.#clock)
      : parseLine(text, main, this.#clock, head);
    return record === undefined ? undefined : this.placed(record);
  }

  /** Says where the record stands; it is nobody else's yet. */
  placed(record: LogRecord): LogRecord {
    const { path } = this.#options;
    if (path === undefined) return record;
    const attributes = record.attributes as Record<string, AttributeValue>;
    attributes["log.file.path"] = path;
    // The name of the file is all that names the guest.
    if (this.#format === "qemu") attributes["krane.vm.name"] = guestOfLog(path);
    return record;
  }

  #sniff(buffer: ScanBuffer, from: number, end: number): void {
    const { format } = this.#options;
    const dressed = this.mixed ? buffer.bytes.subarray(from, Math.min(end, from + SNIFFED_BYTES)) : NOTHING;
    this.#isDressed = isDressed(dressed);
    const copy = this.#isDressed ? Buffer.from(dressed) : dressed;
    const beginning = copy.toString("utf8", 0, this.#isDressed ? undressed(copy, 0, copy.length) : copy.length);
    const sniffed = format === "auto" ? sniffLog(beginning) : { format, isSure: true };
    this.#format = sniffed.format;
    this.#holdsBosh = this.#format === "bosh" || (!sniffed.isSure && holdsBosh(beginning));
  }

  /** The line above the one at `start`. */
  #above(start: number): string {
    const before = this.text(Math.max(this.#from, start - HEAD_BYTES), start).trimEnd();
    return before.slice(before.lastIndexOf("\n") + 1);
  }
}

/** `monit status` prints a service on a line of its own and what it says of it below, indented. */
const STATUS = /^\s+status {2}/;
const HEAD_BYTES = 2048;
/** The fields of one entry beside its message. */
const BLOCK_BYTES = 4096;
