import { defined, type Finding } from "../core/index.ts";
import { eventFinding } from "./finding.ts";
import type { Flap } from "./flapping.ts";
import type { Occurrence } from "./occurrence.ts";
import type { OpenFinding } from "./open-finding.ts";

/** A trouble that is not over. Repeats are only counted; the finding is built of the newest when somebody asks, so a flood builds few. */
export class OpenState {
  readonly fingerprint: string;
  /** Times of the occurrences within a rule's threshold window, while it is not reached. */
  pending: readonly number[] | undefined;
  /** When it was last given out; undefined where it never was, or where it has to be at once. */
  toldAt: number | undefined;
  flap: Flap | undefined;
  /** Its count when it came the last time: the occurrences until then were told already. */
  readonly before: number;
  readonly #host: string;
  #finding: Finding;
  #latest: Occurrence | undefined;
  #repeats = 0;

  constructor(host: string, { finding, pending, flap }: OpenFinding, before = 0) {
    this.#host = host;
    this.#finding = finding;
    this.fingerprint = finding.fingerprint;
    this.pending = pending;
    this.flap = flap;
    this.before = before;
  }

  get finding(): Finding {
    if (this.#latest === undefined) return this.#finding;
    const { id, startsAt, count } = this.#finding;
    const before = count + this.#repeats - this.#latest.count;
    const flapping = this.#flapping;
    this.finding = defined({ ...eventFinding(this.#latest, this.#host, { before, flapping }), id, startsAt });
    return this.#finding;
  }

  set finding(finding: Finding) {
    this.#finding = finding;
    this.#latest = undefined;
    this.#repeats = 0;
  }

  get lastObservedAt(): number | undefined {
    return this.#latest === undefined ? this.#finding.lastObservedAt : this.#latest.record.timestamp;
  }

  /** The same event again. */
  repeat(occurrence: Occurrence): void {
    this.#latest = occurrence;
    this.#repeats += occurrence.count;
  }

  /** What is known now of an occurrence that was counted before; to be told at once. */
  amend(occurrence: Occurrence): void {
    const { id, startsAt, count, lastObservedAt } = this.finding;
    const known = eventFinding(occurrence, this.#host, { flapping: this.#flapping });
    this.finding = defined({ ...known, id, startsAt, count, lastObservedAt });
    this.toldAt = undefined;
  }

  get #flapping(): number | undefined {
    return this.flap?.flapping === true ? this.flap.times : undefined;
  }

  /** As it is kept over a restart. */
  kept(untold: boolean): OpenFinding {
    const { finding, pending, flap } = this;
    return defined({ finding, pending, flap, untold: untold ? (true as const) : undefined });
  }
}
