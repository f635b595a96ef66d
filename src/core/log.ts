import { explainError } from "./error.ts";
import { capped, FIELD_BYTES, printable } from "./sanitize.ts";

/** Severities of syslog(3) as journald reads them from the `<N>` in front of a line. */
export const LOG_PRIORITIES = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;

export type LogPriority = keyof typeof LOG_PRIORITIES;

export type LogFields = Readonly<Record<string, unknown>>;

/** A program's own log, about its own health: one logfmt line per call. Findings never go there. */
export type Log = (priority: LogPriority, message: string, fields?: LogFields) => void;

/** Text that needs no quotes in logfmt. */
const BARE = /^[^\s"=\\]+$/;

function value(given: unknown): string {
  const text = capped(printable(given instanceof Error ? explainError(given) : String(given)), FIELD_BYTES);
  return BARE.test(text) ? text : `"${text.replaceAll('"', "'")}"`;
}

/** `<4>outbox: evicted findings count=12 reason=size_bound` */
export function logLine(area: string, priority: LogPriority, message: string, fields: LogFields = {}): string {
  const pairs = Object.entries(fields)
    .filter(([, given]) => given !== undefined)
    .map(([name, given]) => ` ${name}=${value(given)}`);
  return `<${LOG_PRIORITIES[priority]}>${area}: ${printable(message)}${pairs.join("")}`;
}

/** The log of one folder: its lines go to `write`, each with its newline. */
export function logTo(write: (line: string) => void, area: string): Log {
  return (priority, message, fields) => write(`${logLine(area, priority, message, fields)}\n`);
}
