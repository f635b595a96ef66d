import type { Attributes } from "../core/index.ts";
import type { LogClock } from "./log-clock.ts";
import { isoTime, localTime } from "./log-clock.ts";

/** The kernel's own prefix of a message, in any of the forms that dmesg, rsyslog and consoles print. */
export interface KernelText {
  readonly timestamp?: number;
  readonly attributes: Attributes;
  readonly body: string;
}

/** "[ 1019.110825]", and with CONFIG_PRINTK_CALLER a thread or CPU: "[ 1019.110825][ T1234]". */
const UPTIME = /^\[ *(\d{1,10})\.(\d{6})\](?:\[ *([TC]\d{1,8})\])? ?/;

/** dmesg -T: "[Wed Aug 29 09:51:19 2018]", always in the C locale, local time. */
const CTIME = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})\](?:\[ *([TC]\d{1,8})\])? ?/;

/** dmesg --time-format iso. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d) /;

/** Takes the kernel's prefix off `text`; undefined where there is none. */
export function kernelText(text: string, clock: LogClock): KernelText | undefined {
  const uptime = UPTIME.exec(text);
  if (uptime !== null) return afterUptime(text, uptime, clock);
  const ctime = CTIME.exec(text);
  if (ctime !== null) {
    const [whole, month = "", day, time = "", year, caller] = ctime;
    return withTime(
      localTime(Number(year), month, Number(day), time, clock.now),
      callerOf(caller),
      text.slice(whole.length),
    );
  }
  const iso = ISO.exec(text);
  return iso === null ? undefined : withTime(isoTime(iso[1] ?? ""), {}, text.slice(iso[0].length));
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

function callerOf(caller: string | undefined): Attributes {
  return caller === undefined ? {} : { "krane.kernel.caller": caller };
}

function withTime(timestamp: number | undefined, attributes: Attributes, body: string): KernelText {
  return timestamp === undefined ? { attributes, body } : { timestamp, attributes, body };
}
