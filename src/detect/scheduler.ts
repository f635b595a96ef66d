import { type Check, type CheckResult, type Host, milliseconds } from "../core/index.ts";
import { runCheck } from "./run-checks.ts";

/** The first round is spread over this time, so that a start does not ask everything at once. */
const START_MS = 2000;
/** A fleet that was started together must not look together for ever: each wait is shortened by up to this share. */
const JITTER = 0.1;

export interface SchedulerOptions {
  readonly checks: readonly Check[];
  readonly host: Host;
  /** Told of everything that a check said. */
  readonly said: (check: Check, results: readonly CheckResult[]) => void;
  readonly random?: () => number;
}

/**
 * Asks each check again and again, at its own pace; a check that hangs holds up nobody. It is not asked again while it hangs: a read
 * that hangs holds one of libuv's four threads, and four of them would stop every other check.
 */
export class Scheduler {
  readonly #options: Required<SchedulerOptions>;
  /** Looks that have not let go of the host, with what they say: where one hangs, that it gave no answer. */
  readonly #looks = new Map<string, Promise<readonly CheckResult[]>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #closed = false;

  constructor(options: SchedulerOptions) {
    this.#options = { random: Math.random, ...options };
    for (const check of options.checks) this.#plan(check, this.#options.random() * START_MS);
  }

  /** Asks these checks now, whatever their schedule; all where none is named. */
  async ask(ids: readonly string[]): Promise<readonly CheckResult[]> {
    const wanted = this.#options.checks.filter(({ id }) => ids.length === 0 || ids.includes(id));
    return (await Promise.all(wanted.map((check) => this.#run(check)))).flat();
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #plan(check: Check, waitMs: number): void {
    if (this.#closed) return;
    const turn = () => {
      const every = milliseconds(check.every) * (1 - JITTER * this.#options.random());
      // runCheck never rejects: whatever goes wrong is a result.
      void this.#run(check).finally(() => this.#plan(check, every));
    };
    this.#timers.set(check.id, setTimeout(turn, waitMs));
  }

  #look(check: Check): Promise<readonly CheckResult[]> {
    const begun = this.#looks.get(check.id);
    if (begun !== undefined) return begun;
    const look = runCheck(check, this.#options.host, () => this.#looks.delete(check.id));
    this.#looks.set(check.id, look);
    return look;
  }

  async #run(check: Check): Promise<readonly CheckResult[]> {
    const results = await this.#look(check);
    if (!this.#closed) this.#options.said(check, results);
    return results;
  }
}
