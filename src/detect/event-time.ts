import type { LogRecord } from "../core/index.ts";

/** When something was written, by every clock that its log has. */
export interface Moment {
  /** ms; by the kernel's clock, which starts with the boot, where the log has no other. */
  readonly at: number;
  /** The log has no other clock: `at` is to be compared with the like only. */
  readonly bare?: true;
  /** ms since the epoch; when it was read where the log has no wall clock. */
  readonly wall: number;
  /** By the kernel's clock, ms. */
  readonly uptime?: number;
  /** How far `at` may be off, ms. */
  readonly slack?: number;
}

/** NTP does not steer the kernel's clock, which parts from the others by so much; its ring has no other. */
const DRIFT = 50e-6;
const RING_MS = 60_000;
/** Clocks of two logs are read at two moments. */
const SAME_MS = 1000;

export function momentOf({ timestamp, observedTimestamp, attributes }: LogRecord): Moment {
  const us = attributes["krane.kernel.uptime_us"];
  const wall = timestamp ?? observedTimestamp;
  if (typeof us !== "number") return { at: wall, wall };
  const uptime = us / 1000;
  if (timestamp === undefined) return { at: uptime, bare: true, wall, uptime };
  const moment = { at: timestamp, wall, uptime };
  return "krane.kmsg.seq" in attributes ? { ...moment, slack: RING_MS + uptime * DRIFT } : moment;
}

export function eventTime({ timestamp, observedTimestamp, attributes }: LogRecord): number {
  const us = attributes["krane.kernel.uptime_us"];
  return timestamp ?? (typeof us === "number" ? us / 1000 : observedTimestamp);
}

/** Whether something was surely before something else, whichever log tells of it first. */
export function isBefore(a: Moment, b: Moment): boolean {
  const slack = Math.max(a.slack ?? 0, b.slack ?? 0);
  if (a.uptime === undefined || b.uptime === undefined) return a.at < b.at - slack;
  // A smaller uptime that is much later is the next boot's.
  return a.uptime < b.uptime && a.at <= b.at + Math.max(slack, SAME_MS);
}
