import type { DatabaseSync, StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { type QueueEntry, STATUSES, type Status } from "../core/index.ts";
import type { NewEntry, OutboxLoss } from "./change.ts";
import { DamagedDatabase } from "./sqlite-error.ts";

/** Damaged entries that are kept for a person to look at. */
const QUARANTINE_ROWS = 100;

/** Grows with the severity: SQL sorts by it. */
const rankOf = (status: Status): number => STATUSES.length - 1 - STATUSES.indexOf(status);

const statusOf = (rank: unknown): Status | undefined => STATUSES.find((status) => rankOf(status) === rank);

/** Over the place as well: a payload under another sequence or severity is damaged too. */
const crcOf = (sequence: number, rank: number, payload: Uint8Array): number =>
  crc32(payload, crc32(`${sequence}:${rank}:`));

export interface SoundEntry extends QueueEntry {
  readonly status: Status;
}

/** The row as it was written; undefined where it is damaged. */
export function soundEntry(row: Record<string, unknown>): SoundEntry | undefined {
  const { payload } = row;
  const sequence = Number(row.sequence);
  const status = statusOf(Number(row.rank));
  if (status === undefined || !(payload instanceof Uint8Array)) return undefined;
  return crcOf(sequence, rankOf(status), payload) === Number(row.crc) ? { sequence, payload, status } : undefined;
}

/** The queue's rows. Changes are made inside a transaction of the caller. */
export class Entries {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #after: StatementSync;
  readonly #forget: StatementSync;
  readonly #evict: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insert = db.prepare("INSERT INTO entries (sequence, rank, payload, crc) VALUES (?, ?, ?, ?)");
    this.#after = db.prepare("SELECT * FROM entries WHERE sequence > ? ORDER BY sequence");
    // A damaged number may not fit into a double; without this, reading it throws.
    this.#after.setReadBigInts(true);
    this.#forget = db.prepare("DELETE FROM entries WHERE sequence <= ?");
    this.#evict = db.prepare(
      `DELETE FROM entries WHERE sequence IN
       (SELECT sequence FROM entries WHERE rank <= ? ORDER BY rank, sequence LIMIT ?) RETURNING rank`,
    );
  }

  /** Stores from sequence `next` on; gives the one after the last. */
  append(entries: readonly NewEntry[], next: number): number {
    let sequence = next;
    for (const { payload, status } of entries) {
      const rank = rankOf(status);
      this.#insert.run(sequence, rank, payload, crcOf(sequence, rank, payload));
      sequence++;
    }
    return sequence;
  }

  /** Up to `limit` good ones behind `sequence`, and the damaged ones among them. */
  after(sequence: number, limit: number): { readonly good: readonly QueueEntry[]; readonly broken: readonly bigint[] } {
    const good: QueueEntry[] = [];
    const broken: bigint[] = [];
    for (const row of this.#after.iterate(sequence)) {
      const entry = soundEntry(row);
      if (entry !== undefined) good.push({ sequence: entry.sequence, payload: entry.payload });
      else if (typeof row.sequence === "bigint") broken.push(row.sequence);
      if (good.length === limit) break;
    }
    return { good, broken };
  }

  /** All damaged ones. */
  broken(): readonly bigint[] {
    const broken: bigint[] = [];
    for (const row of this.#after.iterate(Number.MIN_SAFE_INTEGER)) {
      if (soundEntry(row) === undefined && typeof row.sequence === "bigint") broken.push(row.sequence);
    }
    return broken;
  }

  forget(sequence: number): void {
    this.#forget.run(sequence);
  }

  /** Makes room: the least severe first, of equal ones the oldest; none that is more severe than `upTo`. */
  evict(count: number, upTo: Status): readonly OutboxLoss[] {
    return this.#evict.all(rankOf(upTo), count).map((row): OutboxLoss => {
      const status = statusOf(row.rank);
      return { reason: "evicted", count: 1, ...(status && { status }) };
    });
  }

  /** Sets damaged entries aside; gives how many. */
  quarantine(sequences: ReadonlySet<bigint>): number {
    for (const sequence of sequences) {
      this.#db.prepare("INSERT INTO quarantine SELECT * FROM entries WHERE sequence = ?").run(sequence);
      const { changes } = this.#db.prepare("DELETE FROM entries WHERE sequence = ?").run(sequence);
      if (changes !== 1) throw new DamagedDatabase(`entry ${sequence} is there and cannot be found`);
    }
    if (sequences.size > 0) {
      const oldest = "DELETE FROM quarantine WHERE rowid <= (SELECT max(rowid) FROM quarantine) - ?";
      this.#db.prepare(oldest).run(QUARANTINE_ROWS);
    }
    return sequences.size;
  }

  count(): number {
    return Number(this.#db.prepare("SELECT count(*) AS n FROM entries").get()?.n);
  }

  clear(): void {
    this.#db.exec("DELETE FROM entries");
  }
}
