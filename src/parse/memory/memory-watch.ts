import type { Kept } from "../../core/index.ts";
import type { MemorySlot } from "./edac.ts";

/** Manual 4.7: a count of 10 or more is acted on; a smaller one is watched and, after 24 h, closed without action. */
export const ACT_COUNT = 10;
const WATCH_MS = 24 * 60 * 60 * 1000;

/** From when on, and from which count on, errors of a slot are watched: what the manual's ticket is. */
interface Watch {
  readonly base: number;
  /** ms since the epoch. */
  readonly from: number;
}

/** A look at the counters, with what the last one left. */
export interface Look {
  readonly kept: Kept | undefined;
  readonly bootId: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** Counted since the watch began; all since boot where nothing is kept. */
export interface Watched {
  readonly slot: MemorySlot;
  readonly recent: number;
}

const ENTRY = /^(\S+) (\d{1,15}) (\d{1,15})$/;

/** Counters start anew with each boot. */
function watches({ kept, bootId }: Look): ReadonlyMap<string, Watch> {
  const lines = kept !== undefined && kept.bootId === bootId ? kept.facts.watched : undefined;
  const found = new Map<string, Watch>();
  for (const line of Array.isArray(lines) ? lines : []) {
    const [, id, base, from] = ENTRY.exec(line) ?? [];
    if (id !== undefined) found.set(id, { base: Number(base), from: Number(from) });
  }
  return found;
}

/** A day without reaching the count closes the watch; while nothing new is counted, it has not begun. */
function renewed(slot: MemorySlot, before: Watch | undefined, now: number): Watch {
  if (before === undefined || slot.corrected < before.base) return { base: 0, from: now };
  const isQuiet = slot.corrected === before.base;
  const isClosed = now - before.from >= WATCH_MS && slot.corrected - before.base < ACT_COUNT;
  if (isQuiet || isClosed) return { base: slot.corrected, from: now };
  return { base: before.base, from: Math.min(before.from, now) };
}

/** What is new at each slot that ever counted an error, and what to keep for the next look. */
export function watch(
  slots: readonly MemorySlot[],
  look: Look,
): { watched: readonly Watched[]; keep: readonly string[] } {
  const before = watches(look);
  const all = slots.map((slot) => ({ slot, now: renewed(slot, before.get(slot.id), look.now) }));
  return {
    watched: all.map(({ slot, now }) => ({ slot, recent: slot.corrected - now.base })),
    keep: all.map(({ slot, now }) => `${slot.id} ${now.base} ${now.from}`),
  };
}
