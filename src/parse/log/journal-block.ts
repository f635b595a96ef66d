import { defined, type LogRecord } from "../../core/index.ts";
import { parseJournal } from "./journal.ts";
import { kernelText } from "./kernel-text.ts";
import { type LogClock, zonedTime } from "./log-clock.ts";
import { severityNumber } from "./severity.ts";

/** Text around a line, of other whole lines. */
export interface Around {
  readonly before: string;
  readonly after: string;
}

/**
 * The message of an entry that has a line for each of its fields: journalctl -o verbose indents them, -o export does not, -o json-pretty
 * writes JSON, and so does dmesg --json.
 */
const MESSAGE = /^(?: {4}MESSAGE=|MESSAGE=|\s{1,16}"MESSAGE" : "|\s{1,16}"msg": ")/;
/** Where an entry ends: an empty line, a brace, the next entry's time. */
const EDGE = /^(?:\s{0,16}[{}][\s,{}\]]{0,8}|\s*|[A-Z][a-z]{2} \d{4}-\d\d-\d\d .*)$/;
const FIELD = /^\s{0,16}(?:"([A-Za-z_]\w{0,63})" ?: ?(.{1,8192}?),?|([A-Z_][A-Z\d_]{0,63})=(.{0,8192}))$/;
/** "Fri 2026-11-21 03:07:12.110825 KST [s=0639;i=4;…]" */
const VERBOSE = /^[A-Z][a-z]{2} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{1,6}) ([A-Z]{1,5}|[+-]\d\d)/;
const MOST_FIELDS = 96;

/** Whether a line is the message of such an entry. */
export function isBlockMessage(line: string): boolean {
  return MESSAGE.test(line);
}

function upTo(lines: readonly string[]): readonly string[] {
  const edge = lines.findIndex((line) => EDGE.test(line));
  return edge < 0 ? lines : lines.slice(0, edge + 1);
}

function plainValue(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function fieldsOf(lines: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const [, quoted, json = "", plain, text = ""] = FIELD.exec(line.trimEnd()) ?? [];
    if (quoted !== undefined) fields[quoted] = plainValue(json);
    else if (plain !== undefined) fields[plain] = text;
  }
  return fields;
}

/** An entry of dmesg --json. */
function ringRecord({ msg = "", time, pri }: Record<string, string>, clock: LogClock): LogRecord {
  const text = kernelText(`[${Number(time).toFixed(6)}] ${msg}`, clock);
  return defined({
    timestamp: text?.timestamp,
    observedTimestamp: clock.now,
    severityNumber: severityNumber(Number(pri)),
    body: text?.body ?? msg,
    from: "kernel",
    attributes: text?.attributes ?? {},
  });
}

/** The record whose message is `line`, by the fields above and below it. */
export function parseBlock(line: string, { before, after }: Around, clock: LogClock): LogRecord | undefined {
  const above = upTo(before.split("\n").slice(-MOST_FIELDS).toReversed());
  const below = upTo(after.split("\n", MOST_FIELDS));
  const fields = fieldsOf([...above, ...below, line]);
  if ("msg" in fields) return "time" in fields ? ringRecord(fields, clock) : undefined;
  const record = parseJournal(JSON.stringify(fields), clock);
  const [, date, time, zone] = VERBOSE.exec(above.at(-1) ?? "") ?? [];
  if (record === undefined || record.timestamp !== undefined || date === undefined) return record;
  return defined({ ...record, timestamp: zonedTime(`${date}T${time}`, zone) });
}
