import { milliseconds, type Rule } from "../core/index.ts";
import type { Moment } from "./event-time.ts";

/** So often within that time is flapping; quiet for as long ends it. For every rule that clears and says nothing else. */
const FLAPPING: NonNullable<Rule["flapping"]> = { count: 3, within: "10m" };

/** How often a trouble came back after it was over. */
export interface Flap {
  /** When it came the last times, ms; no more than are needed. */
  readonly opened: readonly number[];
  /** When it came or went the last time. */
  readonly last: Moment;
  /** How often it came since it began to come and go. */
  readonly times: number;
  /** How long it must be quiet, ms. */
  readonly holdMs: number;
  /** It stays open until it was quiet for that long, also while it is over for a moment. */
  readonly flapping?: true;
  /** It is over for a moment. */
  readonly gone?: true;
}

/** What is remembered of a trouble that came, and may have come before. */
export function came({ flapping = FLAPPING }: Rule, last: Moment, before?: Flap): Flap {
  const { count, within } = flapping;
  const holdMs = milliseconds(within);
  const opened = [...(before?.opened ?? []), last.at].filter((time) => time >= last.at - holdMs).slice(-count);
  const flap = { opened, last, times: (before?.times ?? 0) + 1, holdMs };
  return before?.flapping === true || opened.length >= count ? { ...flap, flapping: true } : flap;
}

/** It is over for a moment. */
export function went(flap: Flap, last: Moment): Flap {
  return { ...flap, last, gone: true };
}

/** When it will have been quiet for long enough, ms. */
export function calmAt({ last, holdMs }: Flap): number {
  return last.at + holdMs;
}
