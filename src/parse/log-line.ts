import type { LogFormat, LogRecord } from "../core/index.ts";
import { isBoshJson, isBoshLine } from "./bosh-line.ts";
import { parseConsole } from "./console-line.ts";
import { parseJournal } from "./journal.ts";
import { parseKmsg } from "./kmsg.ts";
import type { LogClock } from "./log-clock.ts";
import { isMonitLine, parseMonit } from "./monit-line.ts";
import { isLibvirtLine, isReportedByQemu, parseQemu } from "./qemu-log.ts";
import { parseSyslog } from "./syslog.ts";

const PARSERS: Readonly<Record<LogFormat, (line: string, clock: LogClock, head?: string) => LogRecord | undefined>> = {
  dmesg: parseConsole,
  kmsg: parseKmsg,
  syslog: (line, clock) => parseSyslog(line.trimStart(), clock),
  journal: parseJournal,
  monit: parseMonit,
  qemu: parseQemu,
  // Its lines belong together: parse/bosh-log.ts reads them.
  bosh: () => undefined,
};

/** Logs whose every record has a header: a line of other text among them is what somebody wrote into one. */
const HEADED: readonly LogFormat[] = ["kmsg", "syslog", "journal"];

/** The format that one line is in by its shape; undefined for a line without a header. */
export function formatOf(line: string): LogFormat | undefined {
  const text = line.trimStart();
  if (isBoshJson(text)) return "bosh";
  if (text.startsWith("{") && text.length > 1) return "journal";
  if (/^\d{1,6},\d{1,20},\d{1,16},/.test(line)) return "kmsg";
  if (
    /^(?:<\d{1,3}>1 \S|(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-])\S* \S)/.test(
      text,
    )
  )
    return isReportedByQemu(text) ? "qemu" : "syslog";
  if (/^(?:<\d{1,3}>|[a-z]{3,8}\d? *:[a-z]{3,6} *: ?)?\[ *(?:\d+\.\d{6}|[A-Z][a-z]{2} [A-Z][a-z]{2} )/.test(text))
    return "dmesg";
  if (isLibvirtLine(text)) return "qemu";
  if (/^\d{4}-\d\d-\d\dT[\d:]+,\d{6}/.test(text)) return "dmesg";
  if (isMonitLine(text)) return "monit";
  return isBoshLine(line) ? "bosh" : undefined;
}

/** The format of most lines of a log's beginning; dmesg (a bare console) where no line has a header. */
export function sniffFormat(beginning: string): LogFormat {
  const votes: Record<LogFormat, number> = { dmesg: 0, kmsg: 0, syslog: 0, journal: 0, qemu: 0, monit: 0, bosh: 0 };
  for (const line of beginning.split("\n", 1000)) {
    const format = formatOf(line);
    if (format !== undefined) votes[format]++;
  }
  const [first] = Object.entries(votes).sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] > 0 ? (first[0] as LogFormat) : "dmesg";
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
  const format = formatOf(line);
  if (format === undefined) return main === "dmesg" ? parseLine(line, "dmesg", clock) : undefined;
  if (format === "monit" && HEADED.includes(main)) return undefined;
  return parseLine(format === "dmesg" ? line.trimStart() : line, format, clock, head);
}

/** What the kernel says in one record of several lines (`\n` within /dev/kmsg or the journal) as dmesg prints it: a record a line. */
export function singleLines(record: LogRecord): readonly LogRecord[] {
  if (record.from !== "kernel" || !record.body.includes("\n")) return [record];
  const bodies = record.body.split("\n").filter((body) => body !== "");
  return bodies.map((body) => ({ ...record, body }));
}
