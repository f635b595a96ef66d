import type { Rule } from "../core/index.ts";
import { eventKey } from "./event-key.ts";
import type { Fold } from "./fold.ts";
import { Joiner, type KeptOccurrence } from "./joiner.ts";
import type { Occurrence } from "./occurrence.ts";
import { Seen } from "./seen.ts";

export interface EventStreamOptions {
  readonly rules: readonly Rule[];
  readonly fold: Fold;
  /** What was seen before a restart. */
  readonly seen?: Seen;
  /** What might still have been joined before a restart. */
  readonly recent?: readonly KeptOccurrence[];
}

/** From what the readers of all logs found to the fold: an event that several logs hold counts once, lines that belong together are joined. */
export class EventStream {
  readonly seen: Seen;
  readonly #joiner: Joiner;
  readonly #fold: Fold;

  constructor({ rules, fold, seen = new Seen(), recent = [] }: EventStreamOptions) {
    this.seen = seen;
    this.#joiner = new Joiner(rules, recent);
    this.#fold = fold;
  }

  /** What may still be joined, for the next run. */
  kept(): readonly KeptOccurrence[] {
    return this.#joiner.kept();
  }

  /** Takes an occurrence from the log `source`. */
  push(occurrence: Occurrence, source: string): void {
    if (!this.seen.isNew(eventKey(occurrence.record, occurrence.rule.id), source)) return;
    this.#fold.event(occurrence);
    for (const { occurrence: joined, absorbed } of this.#joiner.push(occurrence)) {
      for (const part of absorbed) this.#fold.absorb(part);
      this.#fold.event(joined);
    }
  }
}
