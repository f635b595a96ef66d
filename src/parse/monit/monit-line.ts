import { defined, type LogRecord } from "../../core/index.ts";
import { isoTime, type LogClock, localTime } from "../log/log-clock.ts";
import { hasColumns, isRow, isStatusLine, plainRow, rowOfColumns, stateOfStatusLine } from "./monit-row.ts";

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

/** "/var/vcap/monit/job/0006_fluentd.monitrc:3: Warning: the executable does not exist '...'", which the client alone says. */
const WARNING =
  /^\/[^\s:]{1,1024}:\d{1,6}: (?:Warning: the executable does not exist|Program does not exist:|Program is not executable:) /;
/** What the client says in place of a table (5.2.5 and 5.33: no daemon, another port, a frozen daemon, a wrong password, a bad control file). */
const DOWN =
  /^(?:monit: no status available -- |Monit: the monit daemon is not running|Cannot (?:connect|create socket) to \[?[\w.:]{1,64}\]?:\d{1,5} -- |Error receiving data -- |You are not authorized to access monit\.|The control file '[^'\n]{1,255}' permission 0\d{1,4} is wrong)/;

/** Whether a line is monit's by its shape. */
export function isMonitLine(text: string): boolean {
  if (OLD_LOG.test(text) || NEW_LOG.test(text)) return true;
  const line = plainRow(text);
  return [WARNING, DOWN].some((shape) => shape.test(line)) || isRow(line) || isStatusLine(line) || hasColumns(line);
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

/** "Data access error | Exe..." is a start or stop that failed, whatever stands before what was cut. */
const CUT = /^(\w[\w ]{1,15} '[^'\n]{1,255}') ([A-Z][\w |]{1,64} \| Exe\w{0,13}\.\.\.)$/;

/** What waits comes first: "Process 'etcd' - restart pending: not monitored". */
function withPending(body: string): string {
  return body.replace(PENDING, "$1 - $3 pending: $2").replace(CUT, "$1 - cut: $2");
}

/** A row of any version in one form: "Process 'etcd' Resource limit matched". */
function clientText(line: string): string {
  const row = isRow(line) || WARNING.test(line) ? undefined : rowOfColumns(line);
  return row ?? line.replace(/ {2,64}/, " ").trimEnd();
}

/** A line of monit's log or of its client's text; undefined where it is neither. `head` is what an indented line stands under. */
export function parseMonit(text: string, clock: LogClock, head = ""): LogRecord | undefined {
  const line = plainRow(text);
  const written = logRecord(line, clock);
  if (written !== undefined) return written;
  if (!isMonitLine(line)) return undefined;
  const above = plainRow(head);
  const isUnder = isStatusLine(line) && isRow(above);
  const body = withPending(isUnder ? `${above} ${stateOfStatusLine(line)}` : clientText(line));
  return { observedTimestamp: clock.now, severityNumber: 0, body, from: "monit-client", attributes: {} };
}
