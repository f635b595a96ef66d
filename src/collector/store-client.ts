import type { Log } from "../core/index.ts";
import { type IngestBatch, type IngestResult, packBatch } from "./ingest-batch.ts";
import type { FindingFilter, FindingRow, HelloRow, HostRow } from "./store-rows.ts";
import { StoreThread } from "./store-thread.ts";

/** Entries that wait or are being committed before the streams are asked to pause, and when they may go on. */
const FULL = 20_000;
const ROOM = 10_000;
/** Entries in one transaction. */
const GROUP = 5000;
const ANNOUNCE_MS = 60_000;

interface Waiting {
  readonly batch: IngestBatch;
  resolve(result: IngestResult): void;
  reject(error: unknown): void;
}

/**
 * The store in its thread. Group commit: whatever arrives while one transaction is under way goes into the next, so that a slow
 * disk makes larger transactions and not a longer queue. A result means COMMIT has returned.
 */
export class StoreClient {
  readonly #thread: StoreThread;
  readonly #log: Log;
  readonly #waiting: Waiting[] = [];
  readonly #paused: (() => void)[] = [];
  #entries = 0;
  #committing: Promise<void> | undefined;
  /** Changes that failed since one succeeded. */
  #failures = 0;
  #announced = false;
  #announcedAt = Number.NEGATIVE_INFINITY;

  private constructor(thread: StoreThread, log: Log) {
    this.#thread = thread;
    this.#log = log;
  }

  /** Opens the database at `path`, which is made where there is none. */
  static async open(path: string, log: Log): Promise<StoreClient> {
    return new StoreClient(await StoreThread.start(path, log), log);
  }

  /** The last change failed: what agents send is not becoming durable. */
  get failing(): boolean {
    return this.#failures > 0 || !this.#thread.running;
  }

  /** Enough is waiting: read no more from agents until `room`. */
  get full(): boolean {
    return this.#entries >= FULL;
  }

  room(): Promise<void> {
    return this.full ? new Promise((resolve) => this.#paused.push(resolve)) : Promise.resolve();
  }

  ingest(batch: IngestBatch): Promise<IngestResult> {
    this.#entries += batch.entries.length;
    const committed = new Promise<IngestResult>((resolve, reject) => this.#waiting.push({ batch, resolve, reject }));
    this.#commit();
    return committed.finally(() => {
      this.#entries -= batch.entries.length;
      if (this.#entries <= ROOM) for (const resume of this.#paused.splice(0)) resume();
    });
  }

  /** The highest durable sequence of the epoch. */
  hello(row: HelloRow): Promise<number> {
    return this.#noted(this.#thread.call("hello", row));
  }

  hosts(host?: string): Promise<readonly HostRow[]> {
    return this.#thread.call("hosts", host === undefined ? {} : { host });
  }

  findings(filter: FindingFilter): Promise<readonly FindingRow[]> {
    return this.#thread.call("findings", filter);
  }

  prune(): Promise<number> {
    return this.#thread.call("prune", {});
  }

  /** Commits what is waiting, then closes the database. */
  async close(): Promise<void> {
    while (this.#committing !== undefined) await this.#committing;
    await this.#thread.close();
  }

  #commit(): void {
    if (this.#committing !== undefined || this.#waiting.length === 0) return;
    let entries = 0;
    const count = this.#waiting.findIndex(({ batch }) => {
      entries += batch.entries.length;
      return entries > GROUP;
    });
    const group = this.#waiting.splice(0, count === -1 ? this.#waiting.length : Math.max(1, count));
    const batches = group.map(({ batch }) => packBatch(batch));
    const transfer = batches.map(({ bytes }) => bytes.buffer);
    this.#committing = this.#noted(this.#thread.call("ingest", batches, transfer))
      .then(
        (results) => {
          for (const [index, result] of results.entries()) group[index]?.resolve(result);
        },
        (error: unknown) => {
          for (const { reject } of group) reject(error);
        },
      )
      .finally(() => {
        this.#committing = undefined;
        this.#commit();
      });
  }

  /** Says that changes fail and that they do no more, once a minute at most: on a full disk small changes still succeed in between. */
  async #noted<T>(change: Promise<T>): Promise<T> {
    try {
      const value = await change;
      if (this.#announced) this.#log("notice", "findings can be stored again", { failures: this.#failures });
      this.#announced = false;
      this.#failures = 0;
      return value;
    } catch (error) {
      this.#failures += 1;
      if (!this.#announced && performance.now() - this.#announcedAt > ANNOUNCE_MS) {
        this.#log("error", "findings cannot be stored, the agents keep them", { error });
        this.#announced = true;
        this.#announcedAt = performance.now();
      }
      throw error;
    }
  }
}
