import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { DamagedDatabase } from "./sqlite-error.ts";

/** What a key of the kept values starts with. */
export type KeptKind = "meta" | "cursor" | "state" | "loss";

export interface KeptRow {
  readonly key: string;
  readonly value: Uint8Array;
}

const crcOf = (key: string, value: Uint8Array): number => crc32(value, crc32(`${key}\0`));

function sound(row: Record<string, unknown>): KeptRow | undefined {
  const { key, value, crc } = row;
  if (typeof key !== "string" || !(value instanceof Uint8Array)) return undefined;
  return crcOf(key, value) === Number(crc) ? { key, value } : undefined;
}

/**
 * Small values beside the queue, each with a crc over its key and value: SQLite has no checksums of its own, and 357 of 400 bit
 * flips changed a payload while integrity_check said ok.
 */
export class Kept {
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;
  readonly #get: StatementSync;
  readonly #some: StatementSync;

  constructor(db: DatabaseSync) {
    this.#put = db.prepare("INSERT OR REPLACE INTO kept (key, value, crc) VALUES (?, ?, ?)");
    this.#delete = db.prepare("DELETE FROM kept WHERE key = ?");
    this.#all = db.prepare("SELECT key, value, crc FROM kept");
    // "0" follows "/".
    this.#some = db.prepare("SELECT key, value, crc FROM kept WHERE key > ? || '/' AND key < ? || '0'");
    this.#get = db.prepare("SELECT key, value, crc FROM kept WHERE key = ?");
    // A damaged number may not fit into a double; without this, reading it throws.
    for (const statement of [this.#all, this.#some, this.#get]) statement.setReadBigInts(true);
  }

  put(kind: KeptKind, name: string, value: Uint8Array | string): void {
    const key = `${kind}/${name}`;
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    this.#put.run(key, bytes, crcOf(key, bytes));
  }

  delete(kind: KeptKind, name: string): void {
    this.#delete.run(`${kind}/${name}`);
  }

  text(kind: KeptKind, name: string): string | undefined {
    const row = this.#get.get(`${kind}/${name}`);
    const value = row && sound(row)?.value;
    return value && Buffer.from(value).toString("utf8");
  }

  *entries(kind: KeptKind): Generator<readonly [name: string, value: Uint8Array]> {
    for (const row of this.#some.iterate(kind, kind)) {
      const good = sound(row);
      if (good !== undefined) yield [good.key.slice(kind.length + 1), good.value];
    }
  }

  empty(): boolean {
    return this.#all.get() === undefined;
  }

  /** Keys whose value, or which themselves, have a wrong crc. */
  broken(): readonly SQLOutputValue[] {
    return this.#all.all().flatMap((row) => (sound(row) === undefined ? [row.key ?? null] : []));
  }

  /** Deletes what has a wrong crc; gives how many that were. */
  weed(): number {
    const keys = this.broken();
    for (const key of keys) {
      const { changes } = this.#delete.run(key);
      if (changes !== 1) throw new DamagedDatabase(`value ${key} is there and cannot be found`);
    }
    return keys.length;
  }
}
