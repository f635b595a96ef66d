import { defined, type LogRecord } from "../core/index.ts";
import { isoTime, type LogClock, localTime } from "./log-clock.ts";

/**
 * Lines of monit's own log (5.2.5: "[KST Aug 11 03:16:59] error    : ...", no year; 5.33: "[2026-11-21T06:04:42+0000] ...") and of what its
 * client prints. The log is written by "monit", as its lines in syslog are; the client's text by "monit-client".
 */
const OLD_LOG = /^\[(?:[A-Z]{2,5}|[+-]\d{2,4}) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)\] (\w{4,9}) {1,5}: /;
const NEW_LOG = /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d)(\d\d)\] (\w{4,9}) {1,5}: /;

/** OpenTelemetry's numbers for monit's words of syslog's levels. */
const SEVERITIES: Readonly<Record<string, number>> = {
  emergency: 21,
  alert: 19,
  critical: 18,
  error: 17,
  warning: 13,
  notice: 10,
  info: 9,
  debug: 5,
};

const KIND = "(?:Process|File|Directory|Filesystem|Remote Host|Host|System|Fifo|Program|Network)";
/** "Process 'etcd'     Resource limit matched" of a summary of 5.2.5; alone on its line, the head of a service in `monit status`. */
const ROW = new RegExp(`^${KIND} '[^'\\n]{1,255}'(?: {1,64}\\S|\\s*$)`);
/** " etcd      OK - restart pending     Process" of 5.33. */
const NEW_ROW = new RegExp(`^(\\S{1,255}) {2,64}(\\S[^\\n]{0,64}?) {2,64}(${KIND.slice(3, -1)})\\s*$`);
/** "/var/vcap/monit/job/0006_fluentd.monitrc:3: Warning: the executable does not exist '...'", which the client alone says. */
const WARNING =
  /^\/[^\s:]{1,1024}:\d{1,6}: (?:Warning: the executable does not exist|Program does not exist:|Program is not executable:) /;
const STATUS = /^status {2,64}\S/;
const DOWN = /^(?:monit: no status available -- |Monit: the monit daemon is not running)/;

/** Whether a line is monit's by its shape. */
export function isMonitLine(text: string): boolean {
  return (
    OLD_LOG.test(text) ||
    NEW_LOG.test(text) ||
    ROW.test(text) ||
    WARNING.test(text) ||
    DOWN.test(text) ||
    STATUS.test(text) ||
    NEW_ROW.test(text)
  );
}

function logRecord(line: string, clock: LogClock): LogRecord | undefined {
  const old = OLD_LOG.exec(line);
  const recent = old === null ? NEW_LOG.exec(line) : null;
  const match = old ?? recent;
  if (match === null) return undefined;
  const [month = "", day, time = "", word = ""] = old?.slice(1) ?? [];
  const [date = "", minutes = "", level = ""] = recent?.slice(1) ?? [];
  return defined({
    timestamp: old === null ? isoTime(`${date}:${minutes}`) : localTime(undefined, month, Number(day), time, clock.now),
    observedTimestamp: clock.now,
    severityNumber: SEVERITIES[old === null ? level : word] ?? 0,
    body: line.slice(match[0].length),
    from: "monit",
    attributes: {},
  });
}

/** "Process 'etcd' not monitored - restart pending"; 5.33 cuts what is longer than its column ("- stop pe..."). */
const PENDING = /^(\w[\w ]{1,15} '[^'\n]{1,255}') ([^\n]{1,64}?) - (restart|start|stop)\b[^\n]{0,16}$/;

/** What waits comes first: "Process 'etcd' - restart pending: not monitored". */
function withPending(body: string): string {
  return body.replace(PENDING, "$1 - $3 pending: $2");
}

/** A row of any version in one form: "Process 'etcd' Resource limit matched". */
function clientText(line: string): string {
  const row = ROW.test(line) || WARNING.test(line) ? null : NEW_ROW.exec(line);
  if (row !== null) return `${row[3]} '${row[1]}' ${row[2]}`;
  return line.replace(/ {2,64}/, " ").trimEnd();
}

/** A line of monit's log or of its client's text; undefined where it is neither. `head` is what an indented line stands under. */
export function parseMonit(text: string, clock: LogClock, head = ""): LogRecord | undefined {
  const line = text.trim();
  const written = logRecord(line, clock);
  if (written !== undefined) return written;
  if (!isMonitLine(line)) return undefined;
  const isUnder = STATUS.test(line) && ROW.test(head.trim());
  const body = withPending(isUnder ? `${head.trim()} ${line.replace(/^status {2,64}/, "")}` : clientText(line));
  return { observedTimestamp: clock.now, severityNumber: 0, body, from: "monit-client", attributes: {} };
}
