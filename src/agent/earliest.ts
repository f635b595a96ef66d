/** Calls at the earliest of the times that were asked for, once for all of them. */
export class Earliest {
  readonly #call: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = 0;

  constructor(call: () => void) {
    this.#call = call;
  }

  /** Asks for a call in so many ms. */
  plan(ms: number): void {
    const at = performance.now() + ms;
    if (this.#timer !== undefined && this.#at <= at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#call();
    }, ms);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
