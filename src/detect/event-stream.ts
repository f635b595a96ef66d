import type { Rule } from "../core/index.ts";
import { EventKey } from "./event-key.ts";
import { Prints } from "./finding.ts";
import type { Fold } from "./fold.ts";
import { attributed, type GuestsThere } from "./guest-attribution.ts";
import { Joiner, type KeptOccurrence } from "./joiner.ts";
import type { Occurrence } from "./occurrence.ts";
import { type Interfaces, SecondLook } from "./second-look.ts";
import { Seen } from "./seen.ts";

export interface EventStreamOptions {
  readonly rules: readonly Rule[];
  readonly fold: Fold;
  /** What was seen before a restart. */
  readonly seen?: Seen;
  /** What might still have been joined before a restart. */
  readonly recent?: readonly KeptOccurrence[];
  /** The guests of the host that all logs are of. */
  readonly guests?: GuestsThere;
  /** Told of a guest's thread that is not known: whoever looks for guests may find it still. */
  readonly unknown?: (tid: number) => void;
  /** Where all logs are of this machine: its network interfaces, which some rules want to be looked at again. */
  readonly interfaces?: Interfaces;
  /** What was to be looked at again before a restart. */
  readonly looks?: readonly KeptOccurrence[];
  /** Told when a second look found something. */
  readonly found?: () => void;
}

/** Occurrences that wait for their guest to be found; more are left as they were told. */
const MOST_WAITING = 64;
/** The look that is under way when a thread is asked for may have missed it; the next one has not. */
const LOOKS = 2;

interface Waiting {
  readonly occurrence: Occurrence;
  readonly told: Occurrence;
  readonly looks: number;
}

/** From what the readers of all logs found to the fold: an event that several logs hold counts once, lines that belong together are joined. */
export class EventStream {
  readonly seen: Seen;
  readonly secondLook: SecondLook | undefined;
  readonly #joiner: Joiner;
  readonly #options: EventStreamOptions;
  readonly #prints: Prints;
  #waiting: readonly Waiting[] = [];

  constructor(options: EventStreamOptions) {
    const { rules, fold, seen = new Seen(), recent = [], interfaces, looks = [], found } = options;
    this.#options = options;
    this.seen = seen;
    this.#joiner = new Joiner(rules, recent);
    this.#prints = new Prints(fold.host);
    if (interfaces === undefined) return;
    const take = (occurrence: Occurrence) => {
      this.#judged(occurrence);
      found?.();
    };
    this.secondLook = new SecondLook({ ...interfaces, found: take });
    this.secondLook.restore(looks, rules);
  }

  /** What may still be joined, for the next run. */
  kept(): readonly KeptOccurrence[] {
    return this.#joiner.kept();
  }

  /** Takes an occurrence from the log `source`, `times` that within one second. */
  push(line: Occurrence, source: string, times = 1): void {
    const { rules, fold, guests } = this.#options;
    const news = this.seen.news(new EventKey(line, this.#prints.of(line), times), source);
    if (news === 0) return;
    const occurrence = news === 1 ? line : { ...line, count: line.count * news, times: news };
    const { occurrence: told, unknown } = attributed(occurrence, rules, guests);
    fold.event(told, this.#prints.of(told));
    this.secondLook?.push(told);
    for (const { occurrence: joined, absorbed } of this.#joiner.push(told)) {
      for (const part of absorbed) fold.absorb(part);
      fold.event(joined);
    }
    if (unknown !== undefined) this.#wait({ occurrence, told, looks: 0 }, unknown);
  }

  /** The guests were looked for again: what could not be told before is told anew where it can be now. */
  lookedAgain(): void {
    const { rules, guests } = this.#options;
    this.#waiting = this.#waiting.flatMap((waiting) => {
      const { occurrence, unknown } = attributed(waiting.occurrence, rules, guests);
      if (unknown === undefined) this.#amend(waiting.told, occurrence);
      const looks = waiting.looks + 1;
      return unknown === undefined || looks >= LOOKS ? [] : [{ ...waiting, looks }];
    });
  }

  #wait(waiting: Waiting, tid: number): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting = [...this.#waiting, waiting];
    this.#options.unknown?.(tid);
  }

  /** What was told is the same trouble as what is known now, unless it turned out to be another rule's. */
  #amend(told: Occurrence, known: Occurrence): void {
    const { fold } = this.#options;
    if (told.rule === known.rule) {
      fold.amend(known);
      return;
    }
    fold.absorb(told);
    fold.event(known);
  }

  /** What is open already is told by more than this. */
  #judged(occurrence: Occurrence): void {
    const { fold } = this.#options;
    const print = this.#prints.of(occurrence);
    if (occurrence.clears || !fold.has(print)) fold.event(occurrence, print);
  }
}
