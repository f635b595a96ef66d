/** A flood may have a whole CPU for so long, */
const BURST_MS = 60_000;
/** and this share of one from then on. */
const SHARE = 0.25;

export interface PaceOptions {
  readonly burstMs?: number | undefined;
  readonly share?: number | undefined;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/**
 * How much time the reading of a log may take. By time and not by bytes: a line that a rule knows costs a hundred times as much as one that
 * nobody looks at.
 */
export class Pace {
  readonly #burstMs: number;
  readonly #share: number;
  readonly #now: () => number;
  #creditMs: number;
  #at: number;

  constructor({ burstMs = BURST_MS, share = SHARE, now }: PaceOptions) {
    this.#burstMs = burstMs;
    this.#share = share;
    this.#now = now;
    this.#creditMs = burstMs;
    this.#at = now();
  }

  /** How long to wait after work that began at `startedAt`, ms. */
  waitMs(startedAt: number): number {
    const now = this.#now();
    const earned = (now - this.#at) * this.#share;
    this.#at = now;
    this.#creditMs = Math.min(this.#burstMs, this.#creditMs + earned) - (now - startedAt);
    return this.#creditMs >= 0 ? 0 : -this.#creditMs / this.#share;
  }
}
