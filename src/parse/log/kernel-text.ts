import type { Attributes } from "../../core/index.ts";
import { isoTime, type LogClock, localTime } from "./log-clock.ts";

/** The kernel's own prefix of a message, in any of the forms that dmesg, rsyslog and consoles print. */
export interface KernelText {
  readonly timestamp?: number;
  readonly attributes: Attributes;
  readonly body: string;
}

/** With CONFIG_PRINTK_CALLER a thread or CPU: "[ T1234]", "[    C3]". */
const CALLER = "(?:\\[ *([TC]\\d{1,8})\\])?";
/** Time since the message before: " <    0.000012>" of dmesg -d, " <    0.000012 >" of journalctl -o short-delta, which leaves blanks at first. */
const DELTA = "(?: {1,24}|(?: < {0,16}\\d{1,10}\\.\\d{6} ?>))?";

/** "[ 1019.110825]", and with a caller "[ 1019.110825][ T1234]". */
const UPTIME = new RegExp(`^\\[ *(\\d{1,10})\\.(\\d{6})${DELTA}\\]${CALLER} ?`);

/** dmesg -T: "[Wed Aug 29 09:51:19 2018]", always in the C locale, local time. */
const CTIME = new RegExp(
  `^\\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\\d{1,2}) (\\d\\d:\\d\\d:\\d\\d) (\\d{4})${DELTA}\\]${CALLER} ?`,
);

/** dmesg --time-format iso. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d) (?:\[ *([TC]\d{1,8})\] )?/;

/**
 * dmesg -H: "[Nov21 03:07]" where a minute begins, in the words of the reader's language, and "[  +0.000012]" since the message before;
 * dmesg --time-format delta: "[<    0.000012>]". None of them tells when a message was written.
 */
const UNTIMED = new RegExp(
  `^\\[(?:[^\\s\\d[\\]]{3,5} {0,2}\\d{1,2} \\d\\d:\\d\\d|\\d{1,2}[月월] {0,2}\\d{1,2} \\d\\d:\\d\\d| {0,10}\\+\\d{1,8}\\.\\d{6}|< {0,12}\\d{1,10}\\.\\d{6}>)\\]${CALLER} ?`,
);

/** Whether a text begins with the kernel's prefix, in any of its forms. */
export function isKernelText(text: string): boolean {
  return UPTIME.test(text) || CTIME.test(text) || ISO.test(text) || UNTIMED.test(text);
}

/** Takes the kernel's prefix off `text`; undefined where there is none. */
export function kernelText(text: string, clock: LogClock): KernelText | undefined {
  const uptime = UPTIME.exec(text);
  if (uptime !== null) return afterUptime(text, uptime, clock);
  const ctime = CTIME.exec(text);
  if (ctime !== null) return afterDate(text, ctime, clock);
  const iso = ISO.exec(text);
  if (iso !== null) return withTime(isoTime(iso[1] ?? ""), callerOf(iso[2]), text.slice(iso[0].length));
  const untimed = UNTIMED.exec(text);
  return untimed === null ? undefined : withTime(undefined, callerOf(untimed[1]), text.slice(untimed[0].length));
}

/** A kernel message at `uptimeUs` microseconds after boot. */
export function atUptime(uptimeUs: number, caller: string | undefined, body: string, clock: LogClock): KernelText {
  const attributes: Attributes =
    caller === undefined
      ? { "krane.kernel.uptime_us": uptimeUs }
      : { "krane.kernel.uptime_us": uptimeUs, "krane.kernel.caller": caller };
  return withTime(clock.bootTime === undefined ? undefined : clock.bootTime + uptimeUs / 1000, attributes, body);
}

function afterUptime(text: string, match: RegExpExecArray, clock: LogClock): KernelText {
  const [whole, seconds, micros, caller] = match;
  return atUptime(Number(seconds) * 1e6 + Number(micros), caller, text.slice(whole.length), clock);
}

/** A console server stamps what comes with the same kind of date: then the kernel's own time stands behind it. */
function afterDate(text: string, match: RegExpExecArray, clock: LogClock): KernelText {
  const [whole, month = "", day, time = "", year, caller] = match;
  const timestamp = localTime(Number(year), month, Number(day), time, clock.now);
  const rest = text.slice(whole.length);
  const uptime = UPTIME.exec(rest);
  if (uptime === null) return withTime(timestamp, callerOf(caller), rest);
  const { attributes, body } = afterUptime(rest, uptime, clock);
  return withTime(timestamp, attributes, body);
}

function callerOf(caller: string | undefined): Attributes {
  return caller === undefined ? {} : { "krane.kernel.caller": caller };
}

function withTime(timestamp: number | undefined, attributes: Attributes, body: string): KernelText {
  return timestamp === undefined ? { attributes, body } : { timestamp, attributes, body };
}
