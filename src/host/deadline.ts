export const LATE = Symbol("late");

/** The time that a piece of work has, and the signal that ends it at once. */
export class Deadline {
  readonly #signal: AbortSignal;
  readonly #endsAt: number;
  readonly #late: Promise<typeof LATE>;
  readonly #ended: Promise<never>;

  constructor(ms: number, signal: AbortSignal) {
    this.#signal = signal;
    this.#endsAt = performance.now() + ms;
    this.#late = Deadline.#after(ms);
    this.#ended = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    this.#ended.catch(() => undefined);
  }

  static #after(ms: number): Promise<typeof LATE> {
    return new Promise((resolve) => setTimeout(() => resolve(LATE), ms).unref());
  }

  /** Whether the time is over; throws where the signal has ended the work. */
  get over(): boolean {
    this.#signal.throwIfAborted();
    return performance.now() > this.#endsAt;
  }

  /** What `work` gives, or LATE when the time is over before it; `ms` is for this work alone. */
  intime<T>(work: Promise<T>, ms?: number): Promise<T | typeof LATE> {
    return Promise.race([work, this.#late, this.#ended, ...(ms === undefined ? [] : [Deadline.#after(ms)])]);
  }
}
