import { setTimeout as delay } from "node:timers/promises";
import { type Answer, explainError, field, type Host, type Log, notKnown } from "../core/index.ts";
import type { GuestsThere } from "../detect/guest-attribution.ts";
import { GuestDirectory } from "../detect/guest-directory.ts";
import { bootTime } from "../detect/log-scan.ts";
import { type GuestsSeen, lookForGuests } from "../host/guests.ts";

const EVERY_MS = 30_000;
/** Looks that reports ask for come no closer than this, however many threads the kernel tells of. */
const APART_MS = 1000;
/** Threads that one look is asked about. */
const MOST_ASKED = 16;
/** The logs are read without the guests when they are not known by then. */
const FIRST_MS = 2000;

export interface GuestWatchOptions {
  readonly host: Host;
  readonly log: Log;
  /** Told after each look. */
  readonly looked: () => void;
}

/**
 * Keeps the directory of guests fresh for as long as the agent runs. A look reads files in the background, one look at a time: a log never
 * waits for it.
 */
export class GuestWatch implements GuestsThere {
  readonly directory = new GuestDirectory();
  readonly bootedAt = bootTime;
  readonly #options: GuestWatchOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #asked = new Set<number>();
  #soon: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #seen: GuestsSeen | undefined;
  #error: string | undefined;
  #isClosed = false;

  constructor(options: GuestWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  /** The first look; the kernel's ring may tell of threads that are known to nobody afterwards. */
  async first(): Promise<void> {
    const abort = new AbortController();
    const late = delay(FIRST_MS, undefined, { signal: abort.signal, ref: false }).catch(() => undefined);
    await Promise.race([this.look(), late]);
    abort.abort();
  }

  /** A report names a guest's thread that nobody knows. */
  ask(tid: number): void {
    if (this.#asked.size < MOST_ASKED) this.#asked.add(tid);
    const waitMs = Math.max(0, this.#lookedAt + APART_MS - performance.now());
    this.#soon ??= setTimeout(() => void this.#askedLook(), waitMs).unref();
  }

  /** Looks now; a look that is under way is enough. */
  look(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Which guests use a network interface now, by a look that began after the question. */
  async on(nic: string): Promise<Answer<readonly string[]>> {
    await this.#running;
    await this.look();
    return this.#error === undefined ? this.directory.on(nic) : notKnown(this.#error);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
  }

  /** A look that began before the question may have missed what it is about. */
  async #askedLook(): Promise<void> {
    await this.#running;
    this.#soon = undefined;
    await this.look();
  }

  async #look(): Promise<void> {
    this.#lookedAt = performance.now();
    const threads = [...this.#asked];
    this.#asked.clear();
    try {
      const bootedAt = bootTime();
      const former = this.#seen === undefined ? {} : { former: this.#seen };
      this.#seen = await lookForGuests(this.#options.host, { now: Date.now(), bootedAt, threads, ...former });
      this.directory.update(this.#seen, Date.now() - bootedAt);
      this.#tell(this.#seen.missing);
    } catch (error) {
      this.#tell(explainError(error));
    }
    if (!this.#isClosed) this.#options.looked();
  }

  /** A repeating failure is told when it begins, and when it is over. */
  #tell(error: string | undefined): void {
    const { log } = this.#options;
    if (error !== undefined && this.#error === undefined)
      log("warning", "cannot look for guests", { error: field(error) });
    if (error === undefined && this.#error !== undefined) log("notice", "looks for guests again");
    this.#error = error;
  }
}
