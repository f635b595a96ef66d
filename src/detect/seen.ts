import { sha256 } from "./digest.ts";
import type { EventKey } from "./event-key.ts";

/** Events that are remembered; the oldest is forgotten first. More than a kernel's ring holds, so that a log that lags is told by it. */
const CAPACITY = 8192;

interface Memory {
  readonly slot: number;
  readonly at: number | undefined;
  /** Source -> how often it had this event. */
  readonly counts: Map<string, number>;
}

/** One remembered event as it is kept over a restart. */
export type KeptEvent = readonly [
  number: number,
  print: string,
  at: number | null,
  counts: readonly (readonly [source: string, count: number])[],
];

/**
 * Tells whether an event that comes from one log came from another one already. A line that stands n times in one log happened n times;
 * that another log holds it too adds nothing. Events lie in a ring of slots, so that only what changed has to be kept.
 */
export class Seen {
  readonly #memories = new Map<string, Memory>();
  /** Number of an event, ever growing -> its print; at most CAPACITY of them. */
  readonly #slots = new Map<number, string>();
  readonly #changed = new Set<number>();
  #next = 0;

  constructor(kept: Iterable<KeptEvent> = []) {
    for (const [number, print, at, counts] of [...kept].toSorted(([a], [b]) => a - b)) {
      this.#next = number;
      this.#remember(print, at ?? undefined, new Map(counts));
    }
    this.#changed.clear();
  }

  /** Notes the event; true where it is news. */
  isNew({ key, exact, at, sameWithinMs }: EventKey, source: string): boolean {
    // Short, however long the line is that somebody wrote; strong, because attackers choose it.
    const print = sha256(key).slice(0, 32);
    const known = this.#memories.get(print);
    if (known === undefined || isApart(known.at, at, sameWithinMs)) {
      this.#remember(print, at, new Map([[source, 1]]));
      return true;
    }
    if (exact) return false;
    const before = Math.max(...known.counts.values());
    const now = (known.counts.get(source) ?? 0) + 1;
    known.counts.set(source, now);
    this.#changed.add(known.slot);
    return now > before;
  }

  /** What changed since it was last asked: slot -> event. A later event takes the slot of the one that is forgotten for it. */
  changes(): ReadonlyMap<number, KeptEvent> {
    const kept = new Map<number, KeptEvent>();
    for (const number of this.#changed) {
      const print = this.#slots.get(number);
      const memory = print === undefined ? undefined : this.#memories.get(print);
      if (print === undefined || memory?.slot !== number) continue;
      kept.set(number % CAPACITY, [number, print, memory.at ?? null, [...memory.counts]]);
    }
    this.#changed.clear();
    return kept;
  }

  #remember(print: string, at: number | undefined, counts: Map<string, number>): void {
    const slot = this.#next++;
    this.#memories.set(print, { slot, at, counts });
    this.#slots.set(slot, print);
    this.#changed.add(slot);
    const old = slot - CAPACITY;
    const forgotten = this.#slots.get(old);
    this.#slots.delete(old);
    if (forgotten !== undefined && this.#memories.get(forgotten)?.slot === old) this.#memories.delete(forgotten);
  }
}

function isApart(a: number | undefined, b: number | undefined, ms: number): boolean {
  return a !== undefined && b !== undefined && Math.abs(a - b) > ms;
}
