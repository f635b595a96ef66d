import type { LogFormat, LogRecord } from "../../core/index.ts";
import { isBoshJson, isBoshLine } from "../bosh/bosh-line.ts";
import { isMonitLine, parseMonit } from "../monit/monit-line.ts";
import { bareEntry, isEntry, parseCarriedJson } from "./carried-json.ts";
import { carried, collected } from "./carried-line.ts";
import { isDecoded, parseConsole } from "./console-line.ts";
import { parseJournal } from "./journal.ts";
import { isBlockMessage } from "./journal-block.ts";
import { isKernelText } from "./kernel-text.ts";
import { parseKmsg } from "./kmsg.ts";
import type { LogClock } from "./log-clock.ts";
import { isLibvirtLine, isReportedByQemu, parseQemu } from "./qemu-log.ts";
import { parseSyslog } from "./syslog.ts";
import { hasOddHeader } from "./syslog-header.ts";

/** One line of JSON: an entry of the journal, or what a collector of logs made of any line. */
function parseJson(line: string, clock: LogClock): LogRecord | undefined {
  const inner = (text: string) => {
    const format = formatOf(text);
    return format === undefined || format === "journal" ? undefined : parseLine(text, format, clock);
  };
  return parseJournal(bareEntry(line), clock) ?? parseCarriedJson(line, clock, inner);
}

const PARSERS: Readonly<Record<LogFormat, (line: string, clock: LogClock, head?: string) => LogRecord | undefined>> = {
  dmesg: parseConsole,
  kmsg: parseKmsg,
  syslog: (line, clock) => parseSyslog(line.trimStart(), clock),
  journal: parseJson,
  monit: parseMonit,
  qemu: parseQemu,
  // Its lines belong together: parse/bosh/bosh-log.ts reads them.
  bosh: () => undefined,
};

/** Logs whose every record has a header: a line of other text among them is what somebody wrote into one. */
const HEADED: readonly LogFormat[] = ["kmsg", "syslog", "journal"];

/** Whether every record of a log in `format` has a header: what programs print for people is none there. */
export function isHeaded(format: LogFormat | undefined): boolean {
  return format !== undefined && HEADED.includes(format);
}

/** Lines of one entry of the journal stand below its message, as far to the right; who quotes a log does not indent it so far. */
const BELOW = /^\s{20}/;

const SYSLOG =
  /^(?:<\d{1,3}>1 \S|1 \d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ \S+ [-[]|(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-])\S* \S)/;
/** What stands before the kernel's time in dmesg -r and dmesg -x. */
const LEVEL = /^(?:<\d{1,3}>|[a-z]{3,8}\d? *:[a-z]{3,6} *: ?)?/;

/** How a line of each format begins, in the order in which they are tried. */
const SHAPES: readonly (readonly [format: LogFormat, is: (text: string, line: string) => boolean])[] = [
  ["bosh", isBoshJson],
  ["journal", (text, line) => isEntry(text) || isBlockMessage(line)],
  ["kmsg", (_, line) => /^\d{1,6},\d{1,20},\d{1,16},/.test(line)],
  ["qemu", (text) => isLibvirtLine(text) || isReportedByQemu(text)],
  ["syslog", (text) => SYSLOG.test(text) || hasOddHeader(text)],
  ["dmesg", (text) => isDecoded(text) || isKernelText(text.replace(LEVEL, ""))],
  ["monit", isMonitLine],
  ["bosh", (_, line) => isBoshLine(line)],
];

/** The format that one line is in by its shape, with nothing before it. */
function shapeOf(line: string): LogFormat | undefined {
  const text = line.trimStart();
  return SHAPES.find(([, is]) => is(text, line))?.[0];
}

/** A record within a line, and the format that it is in. */
interface Located {
  readonly text: string;
  readonly format: LogFormat;
}

function shaped(text: string | undefined): Located | undefined {
  const format = text === undefined ? undefined : shapeOf(text);
  return text === undefined || format === undefined ? undefined : { text, format };
}

/** Finds the record in a line, whatever a collector of logs, a tool or a person wrote before it. */
function located(line: string): Located | undefined {
  const plain = shaped(collected(line.trimStart())) ?? shaped(line);
  if (plain !== undefined) return plain;
  const text = carried(line);
  return text === undefined ? undefined : (shaped(collected(text)) ?? shaped(text));
}

/** The format of the record in one line; undefined for a line without a header. */
export function formatOf(line: string): LogFormat | undefined {
  return located(line)?.format;
}

/** So many lines with a header, all of one format: the log is a daemon's own, and not what somebody put together. */
const SURE_LINES = 100;
const MOST_LINES = 1000;

/** What the beginning of a log says of it. */
export interface Sniffed {
  readonly format: LogFormat;
  /** Lines of other programs that print for people are none of it. */
  readonly isSure: boolean;
}

export function sniffLog(beginning: string): Sniffed {
  const votes: Record<LogFormat, number> = { dmesg: 0, kmsg: 0, syslog: 0, journal: 0, qemu: 0, monit: 0, bosh: 0 };
  for (const [index, line] of beginning.split("\n", MOST_LINES).entries()) {
    const format = formatOf(line);
    if (format !== undefined) votes[format]++;
    const isSure = index === SURE_LINES - 1 && format !== undefined && isHeaded(format) && votes[format] === SURE_LINES;
    if (isSure) return { format, isSure };
  }
  const [first] = Object.entries(votes).sort(([, a], [, b]) => b - a);
  return { format: first !== undefined && first[1] > 0 ? (first[0] as LogFormat) : "dmesg", isSure: false };
}

/** The format of most lines of a log's beginning; dmesg (a bare console) where no line has a header. */
export function sniffFormat(beginning: string): LogFormat {
  return sniffLog(beginning).format;
}

/** A serial console ends its lines with any number of carriage returns and begins some with one. */
function withoutReturns(line: string): string {
  if (!line.endsWith("\r") && !line.startsWith("\r")) return line;
  let end = line.length;
  while (line.charCodeAt(end - 1) === 13) end--;
  let start = 0;
  while (start < end && line.charCodeAt(start) === 13) start++;
  return line.slice(start, end);
}

/** One line of a log in `format`; undefined where it is not a record of it. */
export function parseLine(line: string, format: LogFormat, clock: LogClock, head = ""): LogRecord | undefined {
  return PARSERS[format](withoutReturns(line), clock, head);
}

/** What stands around a line of a log that mixes formats. */
export interface LineContext {
  /** The format that most of the log is in; it says what a line without a header is. */
  readonly main: LogFormat;
  /** The line that this one stands under, where it is indented. */
  readonly head?: string;
}

/** One line of a log that mixes formats. */
export function parseMixedLine(line: string, context: LogFormat | LineContext, clock: LogClock): LogRecord | undefined {
  const { main, head = "" } = typeof context === "string" ? { main: context } : context;
  if (main === "qemu") return parseLine(line, main, clock);
  const found = located(line);
  if (found === undefined) return main === "dmesg" ? parseLine(line, "dmesg", clock) : undefined;
  const { format, text } = found;
  if (isHeaded(main) && (format === "monit" || BELOW.test(line))) return undefined;
  return parseLine(format === "dmesg" ? text.trimStart() : text, format, clock, head);
}

/** What the kernel says in one record of several lines (`\n` within /dev/kmsg or the journal) as dmesg prints it: a record a line. */
export function singleLines(record: LogRecord): readonly LogRecord[] {
  if (record.from !== "kernel" || !record.body.includes("\n")) return [record];
  const bodies = record.body.split("\n").filter((body) => body !== "");
  return bodies.map((body) => ({ ...record, body }));
}
