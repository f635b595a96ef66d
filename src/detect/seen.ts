import { Crowds, type KeptCrowd } from "./crowds.ts";
import type { EventKey } from "./event-key.ts";

/** Events that are remembered; the oldest is forgotten first. More than a kernel's ring holds, so that a log that lags is told by it. */
const CAPACITY = 8192;
/** Delays of delivery between two logs of one event. */
const DELIVERY_MS = 120_000;
/** A log without the kernel's clock gives the second at which the line reached it. */
const SAME_SECONDS = 2;
/** Events of one text that a line without any time is compared with. */
const LATEST = 64;

/** What tells one event from another. */
type Event = Readonly<Pick<EventKey, "text" | "us" | "boot" | "at">>;

/** One event, and which logs had it. */
interface Sighting extends Omit<Event, "us"> {
  readonly slot: number;
  us: number | undefined;
  readonly sources: string[];
}

/** One remembered event as it is kept over a restart. */
export type KeptEvent = readonly [
  number: number,
  text: string,
  us: number | null,
  boot: string | null,
  at: number | null,
  sources: readonly string[],
];

/** All that is remembered of what was seen. */
export interface KeptSeen {
  readonly events: Iterable<KeptEvent>;
  readonly crowds: Iterable<KeptCrowd>;
}

/**
 * Tells whether an event that comes from one log came from another one already. With the kernel's clock it is told by that; without, a
 * line that stands n times in one log happened n times, and that another log holds it too adds nothing. Where one log has the clock and
 * the other has not, equal texts within two seconds are one event. Events lie in a ring of slots, so only what changed has to be kept.
 */
export class Seen {
  readonly #crowds: Crowds;
  readonly #slots: (Sighting | undefined)[] = [];
  /** By microsecond and text, by second and text, and by text. */
  readonly #index = new Map<string, Sighting[]>();
  readonly #changed = new Set<Sighting>();
  #next = 0;

  constructor({ events, crowds }: KeptSeen = { events: [], crowds: [] }) {
    this.#crowds = new Crowds(crowds);
    for (const [number, text, us, boot, at, sources] of [...events].toSorted(([a], [b]) => a - b)) {
      this.#next = number;
      this.#remember({ text, us: us ?? undefined, boot: boot ?? undefined, at: at ?? undefined }, [...sources]);
    }
    this.#changed.clear();
  }

  /** Notes the event; how many of its times are news. */
  news(key: EventKey, source: string): number {
    const counted = this.#crowds.count(key, source);
    if (counted !== undefined) return counted;
    const event = { text: key.text, us: key.us, boot: key.boot, at: key.at };
    const known = event.us === undefined ? this.#unclocked(event, source) : this.#clocked(event, source);
    this.#crowds.settle(source, known === undefined);
    if (known === undefined) this.#remember(event, [source]);
    else if (!known.sources.includes(source)) {
      known.sources.push(source);
      this.#changed.add(known);
    }
    return known === undefined ? 1 : 0;
  }

  /** What changed since it was last asked: slot -> event. A later event takes the slot of the one that is forgotten for it. */
  changes(): { readonly events: ReadonlyMap<number, KeptEvent>; readonly crowds: ReadonlyMap<number, KeptCrowd> } {
    const events = new Map<number, KeptEvent>();
    for (const { slot, text, us, boot, at, sources } of this.#changed)
      events.set(slot % CAPACITY, [slot, text, us ?? null, boot ?? null, at ?? null, sources]);
    this.#changed.clear();
    return { events, crowds: this.#crowds.changes() };
  }

  /** The same microsecond of the same boot, in whatever log; else one that some other log had without the kernel's clock. */
  #clocked(event: Event, source: string): Sighting | undefined {
    const { text, us = 0 } = event;
    const same = this.#index.get(clockKey(us, text))?.findLast((known) => isSameBoot(known, event));
    if (same !== undefined) return same;
    const known = this.#near(event).find((other) => other.us === undefined && !other.sources.includes(source));
    if (known === undefined) return undefined;
    known.us = us;
    this.#put(clockKey(us, text), known);
    return known;
  }

  #unclocked(event: Event, source: string): Sighting | undefined {
    const second = secondOf(event.at);
    const isOne = ({ us, at }: Sighting) =>
      us !== undefined || at === undefined || second === undefined || secondOf(at) === second;
    return this.#near(event).find((other) => !other.sources.includes(source) && isOne(other));
  }

  /** Events of this text about this time; of those without any time, the latest. */
  #near({ text, at }: Event): readonly Sighting[] {
    const latest = this.#index.get(text)?.slice(-LATEST) ?? [];
    if (at === undefined || latest.length === 0) return latest;
    const second = Math.floor(at / 1000);
    const seconds = [second];
    for (let away = 1; away <= SAME_SECONDS; away++) seconds.push(second - away, second + away);
    const found = seconds.flatMap((near) => this.#index.get(secondKey(near, text)) ?? []);
    return [...found, ...latest.filter((known) => known.at === undefined)];
  }

  #remember({ text, us, boot, at }: Event, sources: string[]): void {
    const slot = this.#next++;
    const place = slot % CAPACITY;
    const forgotten = this.#slots[place];
    if (forgotten !== undefined) this.#forget(forgotten);
    const sighting = { slot, text, us, boot, at, sources };
    this.#slots[place] = sighting;
    this.#changed.add(sighting);
    for (const key of keysOf(sighting)) this.#put(key, sighting);
  }

  #put(key: string, sighting: Sighting): void {
    const list = this.#index.get(key);
    if (list === undefined) this.#index.set(key, [sighting]);
    else list.push(sighting);
  }

  #forget(sighting: Sighting): void {
    this.#changed.delete(sighting);
    for (const key of keysOf(sighting)) {
      const list = this.#index.get(key);
      const place = list?.indexOf(sighting) ?? -1;
      if (list === undefined || place < 0) continue;
      if (list.length === 1) this.#index.delete(key);
      else list.splice(place, 1);
    }
  }
}

function secondOf(at: number | undefined): number | undefined {
  return at === undefined ? undefined : Math.floor(at / 1000);
}

function clockKey(us: number, text: string): string {
  return `${us}\u0001${text}`;
}

function secondKey(second: number, text: string): string {
  return `${second}\u0002${text}`;
}

function keysOf({ text, us, at }: Sighting): string[] {
  const keys = [text];
  if (at !== undefined) keys.push(secondKey(Math.floor(at / 1000), text));
  if (us !== undefined) keys.push(clockKey(us, text));
  return keys;
}

/**
 * Whether an equal microsecond is of the same boot. Not every log names the boot. The kernel's clock is not steered by NTP: over months it
 * parts from the wall clock by minutes; an equal microsecond of a later boot lies further off than that uptime itself.
 */
function isSameBoot(a: Sighting, b: Event): boolean {
  if (a.boot !== undefined && b.boot !== undefined) return a.boot === b.boot;
  if (a.at === undefined || b.at === undefined) return true;
  return Math.abs(a.at - b.at) <= DELIVERY_MS + (b.us ?? 0) / 2000;
}
