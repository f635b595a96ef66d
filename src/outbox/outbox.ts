import { mkdirSync } from "node:fs";
import { KraneError, type Queue, type QueueEntry } from "../core/index.ts";
import { type Ballast, ballastIn } from "./ballast.ts";
import {
  type Change,
  type Commit,
  changeOf,
  keepWorst,
  mergeChanges,
  NO_CHANGE,
  type OutboxLoss,
  withoutSettled,
} from "./change.ts";
import { readCursorCopy, writeCursorCopy } from "./cursor-copy.ts";
import { lockDirectory } from "./directory-lock.ts";
import { openStore, replaceStore, type StoreOptions } from "./open-store.ts";
import { OUTBOX_DEFAULTS, type OutboxOptions } from "./outbox-options.ts";
import { type Place, persist } from "./persist.ts";
import { inheritance, knownCursors, mending } from "./recovery.ts";
import { troubleOf } from "./sqlite-error.ts";
import type { Store } from "./store.ts";

/**
 * Durable queue of findings, with the places of the sources and the state that the findings came from: one transaction for all of
 * them, so that nothing is lost and nothing is doubled by a crash. What could not be kept is counted until it is reported.
 */
export class Outbox implements Queue {
  readonly #options: StoreOptions;
  readonly #maxWaiting: number;
  readonly #lock: { close(): void };
  readonly #ballast: Ballast;
  #store: Store;
  /** Durable places, by source. */
  #cursors = new Map<string, string>();
  /** What the disk did not take yet. */
  #waiting: Change | undefined;
  #copyDue = false;

  private constructor(directory: string, options: OutboxOptions) {
    const { maxBytes, now, newEpoch, maxWaiting, ballast } = { ...OUTBOX_DEFAULTS, ...options };
    this.#options = { directory, maxBytes, now, newEpoch };
    this.#maxWaiting = maxWaiting;
    this.#lock = lockDirectory(directory);
    try {
      this.#ballast = ballastIn(directory, ballast);
      this.#store = this.#openStore();
    } catch (error) {
      this.#lock.close();
      throw error;
    }
  }

  /** Opens the outbox in `directory`, or makes it. Only one process at a time can. */
  static open(directory: string, options: OutboxOptions): Outbox {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new KraneError("KRANE_OUTBOX_OPEN", `make ${directory}`, { cause });
    }
    return new Outbox(directory, options);
  }

  get epoch(): string {
    return this.#store.ledger.epoch;
  }

  /** True once it is durable; false while it waits in memory, because the disk takes no writes. */
  commit(commit: Commit): boolean {
    return this.#apply(changeOf(commit));
  }

  /** Tries again to make durable what waits; true where nothing waits any more. */
  retry(): boolean {
    return this.#waiting === undefined || this.#apply(NO_CHANGE);
  }

  after(sequence: number, limit: number): readonly QueueEntry[] {
    try {
      const { good, broken } = this.#store.after(sequence, limit);
      const known = this.#waiting?.broken;
      const news = broken.filter((place) => !known?.has(place));
      if (news.length > 0) this.#apply({ ...NO_CHANGE, broken: new Set(news) });
      return good;
    } catch (error) {
      if (troubleOf(error) !== "corrupt") {
        throw new KraneError("KRANE_OUTBOX_READ", `read the outbox in ${this.#options.directory}`, { cause: error });
      }
      this.#replace();
      return [];
    }
  }

  acknowledge(sequence: number): void {
    this.#apply({ ...NO_CHANGE, acknowledged: sequence });
  }

  /** The durable place of a source. */
  cursor(source: string): string | undefined {
    return this.#cursors.get(source);
  }

  stateEntries(): ReadonlyMap<string, Uint8Array> {
    return this.#store.values("state");
  }

  /** What could not be kept and was not reported yet; hand it to the commit that reports it as `settled`. */
  losses(): readonly OutboxLoss[] {
    const { lost, settled } = this.#waiting ?? NO_CHANGE;
    return withoutSettled([...this.#store.losses(), ...lost], settled);
  }

  /** Durable entries that were not acknowledged. */
  depth(): number {
    return this.#store.depth();
  }

  /** False while something waits in memory, because the disk takes no writes. */
  get writable(): boolean {
    return this.#waiting === undefined;
  }

  /** Entries in memory that the disk did not take yet. */
  waiting(): number {
    return this.#waiting?.entries.length ?? 0;
  }

  bytes(): number {
    return this.#store.bytes();
  }

  close(): void {
    this.retry();
    this.#keepHouse();
    this.#store.close();
    this.#lock.close();
  }

  #openStore(): Store {
    const copy = readCursorCopy(this.#options.directory);
    const { store, salvaged } = openStore(this.#options, () => this.#ballast.release());
    this.#store = store;
    this.#cursors = knownCursors(store, copy);
    const anew = salvaged !== undefined || (store.fresh && copy !== "none");
    const change = anew ? inheritance(salvaged, this.#cursors) : mending(store, copy, this.#cursors);
    this.#copyDue = change !== undefined;
    if (change !== undefined) this.#apply(change);
    else this.#keepHouse();
    return this.#store;
  }

  #replace(): void {
    const { next } = this.#store.ledger;
    this.#store.close();
    const waiting = this.#waiting;
    // What was read of the former epoch has no meaning in the new one.
    this.#waiting = waiting && { ...waiting, acknowledged: 0, broken: new Set() };
    const { store, salvaged } = replaceStore(this.#options);
    this.#store = store;
    // Behind the former sequences: an acknowledgement that is still on its way must not meet an entry of the new epoch.
    store.skipTo(next, 0);
    this.#apply(inheritance(salvaged, this.#cursors));
  }

  #apply(change: Change): boolean {
    const all = this.#waiting ? mergeChanges(this.#waiting, change) : change;
    this.#waiting = undefined;
    if (!persist(all, this.#place())) {
      this.#wait(all);
      return false;
    }
    for (const [source, cursor] of all.cursors) this.#cursors.set(source, cursor);
    // Not after an acknowledgement: were it lost, entries that the collector has would only be sent once more.
    if (all.cursors.size + all.entries.length + all.state.size > 0) this.#copyDue = true;
    this.#keepHouse();
    return true;
  }

  #wait(change: Change): void {
    const all = this.#waiting ? mergeChanges(this.#waiting, change) : change;
    const { kept, lost } = keepWorst(all.entries, this.#maxWaiting);
    this.#waiting = mergeChanges({ ...all, entries: kept }, { ...NO_CHANGE, lost });
  }

  #place(): Place {
    const { directory } = this.#options;
    return { directory, ballast: this.#ballast, store: () => this.#store, replace: () => this.#replace() };
  }

  /** What may wait: the second copy of the places, and the ballast. The database is durable already. */
  #keepHouse(): void {
    const { directory } = this.#options;
    const { epoch, next, commits } = this.#store.ledger;
    try {
      const cursors = Object.fromEntries(this.#cursors);
      if (this.#copyDue) writeCursorCopy(directory, { epoch, next, commits, cursors });
      this.#copyDue = false;
      this.#ballast.restore();
    } catch {
      // No room for it now; both are tried again with the next commit.
    }
  }
}
