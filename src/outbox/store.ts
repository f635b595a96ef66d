import type { DatabaseSync } from "node:sqlite";
import type { QueueEntry } from "../core/index.ts";
import { type Change, type OutboxLoss, sumLosses } from "./change.ts";
import { openDatabase, PAGE_BYTES, pageUse, transaction } from "./database.ts";
import { Entries } from "./entries.ts";
import { Kept } from "./kept.ts";
import { countLosses, lossesIn } from "./loss-counts.ts";
import { DamagedDatabase } from "./sqlite-error.ts";

/** Eviction starts above the first share of the bound and stops below the second, so that it is not done for every commit. */
const FULL_SHARE = 0.9;
const ROOM_SHARE = 0.85;

interface Ledger {
  readonly epoch: string;
  /** Sequence of the next entry. Not AUTOINCREMENT: its counter has no crc, and a sequence must never be used twice. */
  readonly next: number;
  readonly commits: number;
}

/** The database of the outbox: one transaction per change. Errors of SQLite come through as they are. */
export class Store {
  readonly fresh: boolean;
  readonly #db: DatabaseSync;
  readonly #entries: Entries;
  readonly #kept: Kept;
  #ledger: Ledger;

  constructor(path: string, maxPages: number, newEpoch: () => string) {
    const { db } = openDatabase(path, maxPages);
    this.#db = db;
    try {
      this.#entries = new Entries(db);
      this.#kept = new Kept(db);
      this.fresh = this.#kept.empty();
      this.#ledger = this.fresh ? this.#begin(newEpoch()) : this.#readLedger();
    } catch (error) {
      db.close();
      throw error;
    }
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** Goes on behind what a copy remembers: sequences of commits that the database has lost were given out. */
  skipTo(next: number, commits: number): void {
    this.#ledger = { ...this.#ledger, next: Math.max(next, this.#ledger.next), commits };
  }

  write(change: Change): void {
    this.#ledger = transaction(this.#db, () => {
      const next = this.#entries.append(change.entries, this.#ledger.next);
      const corrupt = this.#entries.quarantine(change.broken) + (change.weed ? this.#kept.weed() : 0);
      if (change.acknowledged > 0) this.#entries.forget(change.acknowledged);
      for (const [source, cursor] of change.cursors) this.#kept.put("cursor", source, cursor);
      for (const [key, value] of change.state) this.#putState(key, value);
      const lost: readonly OutboxLoss[] = [...change.lost, { reason: "corrupt", count: corrupt }, ...this.#makeRoom()];
      countLosses(this.#kept, lost, 1);
      countLosses(this.#kept, change.settled, -1);
      return this.#writeLedger({ ...this.#ledger, next, commits: this.#ledger.commits + 1 });
    });
  }

  /** Deletes a quarter of the entries that are not critical; false where there are none. */
  evictQuarter(): boolean {
    return transaction(this.#db, () => {
      const lost = this.#entries.evict(Math.ceil(this.depth() / 4), "warning");
      countLosses(this.#kept, lost, 1);
      return lost.length > 0;
    });
  }

  /** Whether the own bound has room for it; if so, a full disk is the work of others. */
  fits(change: Change): boolean {
    const bytes = change.entries.reduce((sum, { payload }) => sum + payload.length + 64, 0);
    const values = [...change.state.values()].reduce((sum, value) => sum + (value?.length ?? 0) + 64, 0);
    const { used, max } = pageUse(this.#db);
    return used + 16 + Math.ceil(((bytes + values) * 1.25) / PAGE_BYTES) <= max;
  }

  after(sequence: number, limit: number): { readonly good: readonly QueueEntry[]; readonly broken: readonly bigint[] } {
    return this.#entries.after(sequence, limit);
  }

  values(kind: "cursor" | "state"): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#kept.entries(kind));
  }

  losses(): readonly OutboxLoss[] {
    return lossesIn(this.#kept);
  }

  /** What has a wrong crc. */
  damage(): { readonly entries: readonly bigint[]; readonly values: number } {
    return { entries: this.#entries.broken(), values: this.#kept.broken().length };
  }

  depth(): number {
    return this.#entries.count();
  }

  bytes(): number {
    return pageUse(this.#db).used * PAGE_BYTES;
  }

  close(): void {
    this.#db.close();
  }

  #begin(epoch: string): Ledger {
    return transaction(this.#db, () => {
      this.#entries.clear();
      return this.#writeLedger({ epoch, next: 1, commits: 0 });
    });
  }

  #writeLedger(ledger: Ledger): Ledger {
    this.#kept.put("meta", "ledger", JSON.stringify(ledger));
    return ledger;
  }

  #readLedger(): Ledger {
    const text = this.#kept.text("meta", "ledger");
    if (text === undefined) throw new DamagedDatabase("its ledger is missing or has a wrong crc");
    return JSON.parse(text) as Ledger;
  }

  #putState(key: string, value: Uint8Array | undefined): void {
    if (value === undefined) this.#kept.delete("state", key);
    else this.#kept.put("state", key, value);
  }

  #makeRoom(): readonly OutboxLoss[] {
    const { used, max } = pageUse(this.#db);
    if (used <= max * FULL_SHARE) return [];
    const lost: OutboxLoss[] = [];
    while (pageUse(this.#db).used > max * ROOM_SHARE) {
      const evicted = this.#entries.evict(Math.max(16, Math.ceil(this.depth() / 20)), "critical");
      if (evicted.length === 0) break;
      lost.push(...evicted);
    }
    return sumLosses(lost);
  }
}
