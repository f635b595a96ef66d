import { defined, type Finding } from "../core/index.ts";
import { eventFinding } from "./finding.ts";
import type { Occurrence } from "./occurrence.ts";

/** A trouble that is not over. Repeats are only counted; the finding is built of the newest when somebody asks, so a flood builds few. */
export class OpenState {
  readonly fingerprint: string;
  /** Times of the occurrences within a rule's threshold window, while it is not reached. */
  pending: number[] | undefined;
  /** When it was last given out; undefined where it never was, or where it has to be at once. */
  toldAt: number | undefined;
  readonly #host: string;
  #finding: Finding;
  #latest: Occurrence | undefined;
  #repeats = 0;

  constructor(host: string, finding: Finding, pending: number[] | undefined, toldAt?: number) {
    this.#host = host;
    this.#finding = finding;
    this.fingerprint = finding.fingerprint;
    this.pending = pending;
    this.toldAt = toldAt;
  }

  get finding(): Finding {
    if (this.#latest === undefined) return this.#finding;
    const { id, startsAt, count } = this.#finding;
    const before = count + this.#repeats - this.#latest.count;
    this.finding = defined({ ...eventFinding(this.#latest, this.#host, before), id, startsAt });
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
}
