import type { AttributeValue, LogRecord } from "../core/index.ts";
import { kernelText } from "./kernel-text.ts";
import type { LogClock } from "./log-clock.ts";
import { isoTime, localTime } from "./log-clock.ts";
import { repeatedText } from "./repeated.ts";
import { severityNumber } from "./severity.ts";
import { type Written, writerOf } from "./writer.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Header {
  readonly timestamp: number | undefined;
  readonly priority: number | undefined;
  readonly host: string;
  readonly rest: Written;
}

/** rsyslog's traditional file format: no year, no zone, the day padded with a blank. A priority stands there when it came by the wire. */
const TRADITIONAL = /^(?:<(\d{1,3})>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.\d{1,9})? (\S{1,255}) /;

/** rsyslog's default on Debian 12 and later. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) (\S{1,255}) /;

/** "<4>1 TIME HOST APP PROCID MSGID -" or structured data in brackets; some writers put a BOM before the message. */
const RFC5424 =
  /^<(\d{1,3})>1 (\S{1,64}) (\S{1,255}) (\S{1,64}) (\S{1,128}) (?:\S{1,64}) (?:-|(?:\[(?:[^\]\\]|\\.){0,4096}\])+) ?\ufeff?/;

const [BLANK, COLON, BRACKET] = [32, 58, 91];
const TIME_LENGTH = 15;
const LONGEST = { host: 255, tag: 64 };

/** The place of one of two bytes in [from, from + most); -1 where neither is there, or another blank before them. */
function placeOf(bytes: Uint8Array, from: number, most: number, [one, other]: readonly [number, number]): number {
  for (let at = from; at < Math.min(from + most, bytes.length); at++) {
    const byte = bytes[at] as number;
    if (byte === one || byte === other) return at;
    if (byte <= BLANK) return -1;
  }
  return -1;
}

/**
 * Where the name of who wrote a line with a traditional or ISO header stands, where that is plain to see: nothing is taken apart for it.
 * Undefined says nothing.
 */
export function tagPlace(bytes: Uint8Array, start: number): readonly [from: number, end: number] | undefined {
  const isTraditional =
    bytes[start + 6] === BLANK && bytes[start + 9] === COLON && bytes[start + TIME_LENGTH] === BLANK;
  const isIso = bytes[start + 10] === 0x54 && bytes[start + 13] === COLON;
  if (!isTraditional && !isIso) return undefined;
  const time = isTraditional ? start + TIME_LENGTH : placeOf(bytes, start, 40, [BLANK, BLANK]);
  const host = time < 0 ? -1 : placeOf(bytes, time + 1, LONGEST.host, [BLANK, BLANK]);
  // Where a host would end with a colon, it is QEMU's own line.
  if (host <= time + 1 || bytes[host - 1] === COLON) return undefined;
  const end = placeOf(bytes, host + 1, LONGEST.tag, [COLON, BRACKET]);
  return end <= host + 1 ? undefined : [host + 1, end];
}

function headerOf(line: string, now: number): Header | undefined {
  const traditional = TRADITIONAL.exec(line);
  if (traditional !== null) {
    const [whole, priority, month = "", day, time = "", host = ""] = traditional;
    const timestamp = localTime(undefined, month, Number(day), time, now);
    return header(timestamp, priority, host, writerOf(line.slice(whole.length)));
  }
  const iso = ISO.exec(line);
  if (iso !== null) {
    const [whole, time = "", host = ""] = iso;
    return header(isoTime(time), undefined, host, writerOf(line.slice(whole.length)));
  }
  const rfc5424 = RFC5424.exec(line);
  if (rfc5424 === null) return undefined;
  const [whole, priority, time = "", host = "", from = "", pid = ""] = rfc5424;
  const attributes = /^\d{1,10}$/.test(pid) ? { "process.pid": Number(pid) } : {};
  return header(isoTime(time), priority, host, { from, attributes, body: line.slice(whole.length) });
}

function header(timestamp: number | undefined, priority: string | undefined, host: string, rest: Written): Header {
  return { timestamp, priority: priority === undefined ? undefined : Number(priority), host, rest };
}

/** One line of a syslog file: traditional, ISO 8601 or RFC 5424; undefined where it is none of them. */
export function parseSyslog(line: string, clock: LogClock): LogRecord | undefined {
  const head = headerOf(line, clock.now);
  if (head === undefined) return undefined;
  const { from } = head.rest;
  const repeated = repeatedText(head.rest.body);
  const body = repeated?.body ?? head.rest.body;
  const kernel = from === "kernel" ? kernelText(body, clock) : undefined;
  const attributes: Record<string, AttributeValue> = { "host.name": head.host };
  Object.assign(attributes, head.rest.attributes, kernel?.attributes);
  // Put together by hand: this is most of what a line of a storm costs.
  const record: Writable<LogRecord> = {
    observedTimestamp: clock.now,
    severityNumber: severityNumber(head.priority),
    body: kernel?.body ?? body,
    from,
    attributes,
  };
  if (head.timestamp !== undefined) record.timestamp = head.timestamp;
  if (repeated !== undefined) record.repeated = repeated.times;
  return record;
}
