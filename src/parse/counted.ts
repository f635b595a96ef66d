import type { Attributes, Kept } from "../core/index.ts";

/** A counter that only grows within a boot. */
export interface Counted {
  readonly total: number;
  /** What was counted; totals of different things are not compared. */
  readonly of: string;
}

/** As a check keeps it. */
export function keepCounted({ total, of }: Counted): Attributes {
  return { total, of };
}

/** What was counted since the last look; undefined where none is kept of this boot, or of something else. */
export function grownSince(now: Counted, kept: Kept | undefined, bootId: string | undefined): number | undefined {
  if (kept === undefined || kept.bootId !== bootId || kept.facts.of !== now.of) return undefined;
  const { total } = kept.facts;
  return typeof total === "number" && total <= now.total ? now.total - total : undefined;
}

const DIGITS = /^\d{1,15}$/;

/** A counter as sysfs prints it; undefined of anything else. */
export function countOf(text: string): number | undefined {
  return DIGITS.test(text) ? Number(text) : undefined;
}
