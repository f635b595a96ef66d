import { isoTime, type LogClock, localTime, zonedTime } from "./log-clock.ts";
import { type Written, writerOf } from "./writer.ts";

/** What stands before the message of a line of syslog. */
export interface SyslogHeader {
  readonly timestamp: number | undefined;
  readonly priority: number | undefined;
  /** Of a log that has the kernel's clock instead of a date, in microseconds. */
  readonly uptimeUs?: number;
  readonly host: string;
  readonly rest: Written;
}

/** rsyslog's traditional file format: no year, no zone, the day padded with a blank. A priority stands there when it came by the wire. */
const TRADITIONAL = /^(?:<(\d{1,3})>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? (\S{1,255}) /;

/** rsyslog's default on Debian 12 and later; journalctl -o short-iso leaves the colon of the zone out. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) (\S{1,255}) /;

/** "<4>1 TIME HOST APP PROCID MSGID -", in a file perhaps without its priority, or structured data in brackets; some writers put a BOM before the message. */
const RFC5424 =
  /^(?:<(\d{1,3})>1 (\S{1,64})|1 (\d{4}-\d\d-\d\dT\S{9,24})) (\S{1,255}) (\S{1,64}) (\S{1,128}) (?:\S{1,64}) (?:-|(?:\[(?:[^\]\\]|\\.){0,4096}\])+) ?\ufeff?/;

/** The month in the words of another language, as journalctl prints it there ("11월 21", "nov. 21"), or a year behind the day. */
const LOCAL =
  /^ ?(?:(\d{1,2})[\uc6d4\u6708]|([^\s\d:[\]<>{}"']{3,5}?)\.?) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? (\S{1,255}) /;

/** journalctl -o short-full and with-unit ("Fri 2026-11-21 03:07:12 KST"), and the same without day and zone. */
const FULL =
  /^(?:[A-Z][a-z]{2} (?=\S{10} \S{8,18} [A-Z+-]))?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9})|,(\d{1,3}))?(Z|[+-]\d\d:?\d\d)?(?: (UTC|GMT|KST|JST|[A-Z]{3,5}|[+-]\d\d(?::?\d\d)?)(?= \S{1,255} \S{1,255}: ))? (\S{1,255}) (?=[^\s:[\]]{1,64}(?:\[\d{1,10}\])?: ?)/;

/** journalctl -o short-unix. */
const UNIX = /^(\d{9,11})\.(\d{6}) (\S{1,255}) (?=[^\s:[\]]{1,64}(?:\[\d{1,10}\])?: ?)/;

/**
 * journalctl -o short-monotonic and short-delta: dmesg's time, and behind it a host as no dmesg has it. The kernel itself writes "CPU 1/KVM[77]:
 * segfault at" (arch/x86/mm/fault.c, show_signal_msg).
 */
const MONOTONIC =
  /^\[ {0,12}(\d{1,10})\.(\d{6})(?: {1,24}| < {0,16}\d{1,10}\.\d{6} ?>)?\] ([a-z\d][\w.-]{0,254}) (?=kernel: |[^\s:[\]]{1,64}\[\d{1,10}\]: (?!segfault at ))/;

/** rsyslog and busybox can be told to write "kern.warn" before the tag. */
const FACILITY =
  /^(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d)\.(?:emerg|panic|alert|crit|err|error|warn|warning|notice|info|debug) (?=\S)/;

/** What a syslogd makes of netconsole's packets: no tag, and the address of the sender, which no local writer can put there. */
const NETCONSOLE = /^\[ {0,12}\d{1,10}\.\d{6}\]/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]{0,45}:[\da-f]{1,4})$/i;

/** Whether a line has one of the headers that are told by more than their first characters. */
export function hasOddHeader(line: string): boolean {
  return MONOTONIC.test(line) || FULL.test(line) || UNIX.test(line) || LOCAL.test(line);
}

/** What stands behind the host. */
function written(text: string, host: string): Written {
  const plain = writerOf(text);
  if (plain.from !== "") return plain;
  const facility = FACILITY.exec(text);
  if (facility !== null) return writerOf(text.slice(facility[0].length));
  return NETCONSOLE.test(text) && ADDRESS.test(host) ? { ...plain, from: "kernel" } : plain;
}

/** ms of the digits behind the second. */
function fraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Math.floor(Number(`0.${digits}`) * 1000);
}

function later(time: number | undefined, digits: string | undefined): number | undefined {
  return time === undefined ? undefined : time + fraction(digits);
}

function header(timestamp: number | undefined, host: string, text: string): SyslogHeader {
  return { timestamp, priority: undefined, host, rest: written(text, host) };
}

function rfc5424(match: RegExpExecArray, line: string): SyslogHeader {
  const [whole, priority, time, bare = "", host = "", from = "", pid = ""] = match;
  const attributes = /^\d{1,10}$/.test(pid) ? { "process.pid": Number(pid) } : {};
  const rest = { from, attributes, body: line.slice(whole.length) };
  return {
    timestamp: isoTime(time ?? bare),
    priority: priority === undefined ? undefined : Number(priority),
    host,
    rest,
  };
}

/** The headers that journalctl prints when it is asked to, and those of other languages. */
function oddHeader(line: string, now: number): SyslogHeader | undefined {
  const full = FULL.exec(line);
  if (full !== null) {
    const [whole, date = "", time = "", digits, thousands, zone, name, host = ""] = full;
    return header(
      later(zonedTime(`${date}T${time}`, zone ?? name), digits ?? thousands),
      host,
      line.slice(whole.length),
    );
  }
  const unix = UNIX.exec(line);
  if (unix !== null) {
    const [whole, seconds, micros, host = ""] = unix;
    return header(Number(seconds) * 1000 + Number(micros) / 1000, host, line.slice(whole.length));
  }
  const monotonic = MONOTONIC.exec(line);
  if (monotonic !== null) {
    const [whole, seconds, micros, host = ""] = monotonic;
    return {
      ...header(undefined, host, line.slice(whole.length)),
      uptimeUs: Number(seconds) * 1e6 + Number(micros),
    };
  }
  const local = LOCAL.exec(line);
  if (local === null) return undefined;
  const [whole, number, month, day, year, time = "", digits, host = ""] = local;
  const at = localTime(year === undefined ? undefined : Number(year), number ?? month ?? "", Number(day), time, now);
  return header(later(at, digits), host, line.slice(whole.length));
}

/** The header of a line of syslog: traditional, ISO 8601, RFC 5424 or one that journalctl prints; undefined where it has none. */
export function syslogHeader(line: string, { now }: LogClock): SyslogHeader | undefined {
  const traditional = TRADITIONAL.exec(line);
  if (traditional !== null) {
    const [whole, priority, month = "", day, time = "", digits, host = ""] = traditional;
    const at = later(localTime(undefined, month, Number(day), time, now), digits);
    const head = header(at, host, line.slice(whole.length));
    return priority === undefined ? head : { ...head, priority: Number(priority) };
  }
  const iso = ISO.exec(line);
  if (iso !== null) return header(isoTime(iso[1] ?? ""), iso[2] ?? "", line.slice(iso[0].length));
  const other = RFC5424.exec(line);
  return other === null ? oddHeader(line, now) : rfc5424(other, line);
}
