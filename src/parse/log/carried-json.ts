import { type AttributeValue, defined, type LogRecord } from "../../core/index.ts";
import { kernelText } from "./kernel-text.ts";
import type { LogClock } from "./log-clock.ts";
import { userSpace } from "./writer.ts";

type Entry = Readonly<Record<string, unknown>>;

/** What stands before an entry: server-sent events, RFC 7464's record separator, a list's bracket or comma, fluentd's time and tag. */
const BEFORE = /^(?:data: ?|\u001e|\s{0,16}[[,]\s?|[^\s{]{1,64}\t[^\s{]{1,128}\t)(?=\{)/;

/** The entry of a line that has something before it or a comma behind it; the line itself where it has nothing. */
export function bareEntry(line: string): string {
  const text = line.trim().replace(BEFORE, "");
  return text.startsWith("{") ? text.replace(/[,\]]{1,4}$/, "") : line;
}

/** Whether a line is one JSON entry, with what its carrier put before it. */
export function isEntry(line: string): boolean {
  const text = bareEntry(line);
  return text.startsWith("{") && text.length > 1;
}

function object(value: unknown): Entry | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Entry) : undefined;
}

function firstText(entry: Entry, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = entry[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** Docker and fluent-bit say "log", Loki "line", Splunk "_raw", all others "message". */
const MESSAGE = ["log", "line", "_raw", "message", "Message", "msg"];
const TIME = ["@timestamp", "timestamp", "time", "_time", "ts"];
const HOST = ["host", "hostname", "_HOSTNAME", "_hostname"];
const WRITER = ["ident", "programname", "SYSLOG_IDENTIFIER", "syslog_identifier", "appname", "app_name"];
/** Where the entry itself stands: in what Splunk's search and Elasticsearch's print around it. */
const WITHIN = ["result", "_source"];

interface Carried {
  readonly text: string;
  readonly entry: Entry;
  readonly host: string | undefined;
  readonly timestamp: number | undefined;
}

function timeOf(entry: Entry): number | undefined {
  const text = firstText(entry, TIME);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** The message that an entry of a collector of logs carries; undefined where it has none. */
function messageIn(whole: Entry): Carried | undefined {
  const [entry = whole] = WITHIN.flatMap((name): readonly Entry[] => {
    const inner = object(whole[name]);
    return inner === undefined ? [] : [inner];
  });
  const text = firstText(entry, MESSAGE);
  if (text === undefined) return undefined;
  const owner = object(entry.host) ?? object(entry.labels);
  const host = firstText(entry, HOST) ?? (owner === undefined ? undefined : firstText(owner, ["name", ...HOST]));
  return { text: text.trim(), entry, host, timestamp: timeOf(entry) };
}

/** Who wrote it, where the entry says so; of the journal's entries the kernel's are those that came from it. */
function writerOf(entry: Entry): string | undefined {
  if (entry._TRANSPORT === "kernel") return "kernel";
  const name = firstText(entry, WRITER);
  return "_TRANSPORT" in entry ? userSpace(name ?? "") : name?.replace(/[:.[].*$/s, "");
}

function parsed(line: string): Entry | undefined {
  try {
    return object(JSON.parse(bareEntry(line)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * One entry of a collector of logs. Where it names a writer the message is that one's, whatever it looks like; else it is a line that `inner`
 * reads, which knows it by its header. A message without either is nobody's.
 */
export function parseCarriedJson(
  line: string,
  clock: LogClock,
  inner: (text: string) => LogRecord | undefined,
): LogRecord | undefined {
  const entry = parsed(line);
  const carried = entry === undefined ? undefined : messageIn(entry);
  if (carried === undefined) return undefined;
  const { text, host, timestamp } = carried;
  const from = writerOf(carried.entry);
  const kernel = from === "kernel" ? kernelText(text, clock) : undefined;
  const record: LogRecord = (from === undefined ? inner(text) : undefined) ?? {
    observedTimestamp: clock.now,
    severityNumber: 0,
    body: kernel?.body ?? text,
    from: from ?? "",
    attributes: kernel?.attributes ?? {},
  };
  const attributes: Record<string, AttributeValue> = host === undefined ? {} : { "host.name": host };
  return defined({ timestamp, ...record, attributes: { ...attributes, ...record.attributes } });
}
