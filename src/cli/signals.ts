type Signal = "hangup" | "end";

/** Signals of the process one after the other, from the moment that this is made: none comes too early. */
export class Signals {
  readonly #queue: Signal[] = [];
  #wake: () => void = () => undefined;

  constructor(of: NodeJS.EventEmitter = process) {
    for (const name of ["SIGHUP", "SIGTERM", "SIGINT"]) {
      of.on(name, () => {
        this.#queue.push(name === "SIGHUP" ? "hangup" : "end");
        this.#wake();
      });
    }
  }

  /** The next one; of several hangups in a row, one. */
  async next(): Promise<Signal> {
    for (;;) {
      if (this.#queue.includes("end")) return "end";
      if (this.#queue.splice(0).length > 0) return "hangup";
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
