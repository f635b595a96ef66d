import type { EventKey } from "./event-key.ts";

/** Events of one finding within one second, beyond which they are no longer told apart one by one. */
const CROWD = 64;
/** Seconds with their findings that are remembered; the oldest is forgotten first. */
const CAPACITY = 2048;

/** The events of one finding within one second of the kernel's clock, else of the wall's. */
interface Crowd {
  readonly slot: number;
  readonly key: string;
  /** Source -> how many it had. */
  readonly counts: Map<string, number>;
  /** How many there were: never less than any source had. */
  total: number;
  /** Some were counted without being told apart, so the others cannot be either. */
  isCounted: boolean;
}

/** One crowd as it is kept over a restart. */
export type KeptCrowd = readonly [
  number: number,
  key: string,
  total: number,
  counts: readonly (readonly [source: string, count: number])[],
  isCounted: boolean,
];

/**
 * Counts a storm in bounded memory. Up to CROWD events of a finding in a second are told apart by what they say; of more, there were as
 * many as the log that has most of them holds. So a log that lags a million lines behind another adds nothing to the count.
 */
export class Crowds {
  readonly #crowds = new Map<string, Crowd>();
  readonly #slots: (Crowd | undefined)[] = [];
  readonly #changed = new Set<Crowd>();
  #next = 0;
  /** The one that was asked for last, and what for: in a storm it is asked for again. */
  #last: Crowd | undefined;
  #print = "";
  #second = Number.NaN;

  constructor(kept: Iterable<KeptCrowd> = []) {
    for (const [number, key, total, counts, isCounted] of [...kept].toSorted(([a], [b]) => a - b)) {
      this.#next = number;
      this.#add(key, { total, counts: new Map(counts), isCounted });
    }
    this.#changed.clear();
  }

  /** Counts an event in; gives how many of its times are news, or undefined where the crowd is small enough to tell by what it says. */
  count(event: EventKey, source: string): number | undefined {
    const crowd = this.#of(event);
    const had = (crowd.counts.get(source) ?? 0) + event.times;
    crowd.counts.set(source, had);
    if (crowd.total > 1) this.#changed.add(crowd);
    if (!crowd.isCounted && crowd.total < CROWD && event.times === 1) return undefined;
    crowd.isCounted = true;
    this.#changed.add(crowd);
    const news = Math.max(0, had - crowd.total);
    crowd.total += news;
    return news;
  }

  /** An event that was counted in turned out to be news, or to be known from another log. */
  settle(source: string, isNews: boolean): void {
    const crowd = this.#last;
    if (crowd === undefined) return;
    crowd.total = Math.max(crowd.total + (isNews ? 1 : 0), crowd.counts.get(source) ?? 0);
    if (crowd.total > 1) this.#changed.add(crowd);
  }

  /** What changed since it was last asked: slot -> crowd. One of a single event tells nothing that the event itself does not. */
  changes(): ReadonlyMap<number, KeptCrowd> {
    const kept = new Map<number, KeptCrowd>();
    for (const { slot, key, total, counts, isCounted } of this.#changed)
      kept.set(slot % CAPACITY, [slot, key, total, [...counts], isCounted]);
    this.#changed.clear();
    return kept;
  }

  #of({ print, us, at }: EventKey): Crowd {
    // A number that is negative for the wall's seconds, so that the two clocks never meet.
    const second = us === undefined ? -Math.floor((at ?? 0) / 1000) - 1 : Math.floor(us / 1e6);
    if (this.#last !== undefined && second === this.#second && print === this.#print) return this.#last;
    const key = `${print}${second}`;
    const crowd = this.#crowds.get(key) ?? this.#add(key, { total: 0, counts: new Map(), isCounted: false });
    this.#last = crowd;
    this.#print = print;
    this.#second = second;
    return crowd;
  }

  #add(key: string, counted: Pick<Crowd, "counts" | "total" | "isCounted">): Crowd {
    const slot = this.#next++;
    const crowd = { slot, key, ...counted };
    const place = slot % CAPACITY;
    const forgotten = this.#slots[place];
    if (forgotten !== undefined) {
      this.#crowds.delete(forgotten.key);
      this.#changed.delete(forgotten);
    }
    this.#slots[place] = crowd;
    this.#crowds.set(key, crowd);
    return crowd;
  }
}
