import { DatabaseSync } from "node:sqlite";
import { DamagedDatabase } from "./sqlite-error.ts";

export const PAGE_BYTES = 4096;

const TABLES: Readonly<Record<string, string>> = {
  entries: "CREATE TABLE entries (sequence INTEGER PRIMARY KEY, rank INTEGER, payload BLOB, crc INTEGER)",
  kept: "CREATE TABLE kept (key TEXT PRIMARY KEY, value BLOB, crc INTEGER) WITHOUT ROWID",
  quarantine: "CREATE TABLE quarantine (sequence INTEGER, rank, payload, crc)",
};

/** Room that a new file takes at once and keeps: writes into pages that are there still pass when others have filled the disk. */
const PREFILL_BYTES = 1024 * 1024;

function schemaOf(db: DatabaseSync): string {
  const rows = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").all();
  return rows.map((row) => String(row.sql)).join(";");
}

function create(db: DatabaseSync, maxPages: number): void {
  const fill = Math.min(PREFILL_BYTES, Math.floor(maxPages / 4) * PAGE_BYTES);
  db.exec(`BEGIN IMMEDIATE; ${Object.values(TABLES).join(";")};
    INSERT INTO entries (payload) VALUES (zeroblob(${fill})); COMMIT; DELETE FROM entries`);
}

/**
 * Opens or makes the file. One connection owns it (no shared memory file that could go wrong); a commit is on the disk when it
 * returns (FULL). The text of the schema is its version: a file with another one is set aside like a damaged one.
 */
export function openDatabase(path: string, maxPages: number): { readonly db: DatabaseSync; readonly fresh: boolean } {
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA page_size=${PAGE_BYTES}; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;
      PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
      PRAGMA wal_autocheckpoint=100; PRAGMA journal_size_limit=${PREFILL_BYTES}; PRAGMA max_page_count=${maxPages}`);
    const found = schemaOf(db);
    if (found === "") create(db, maxPages);
    else if (found !== Object.values(TABLES).join(";"))
      throw new DamagedDatabase("its tables are not those of an outbox");
    // Not quick_check: it lets keys out of order pass, and a DELETE in such a table takes the wrong row.
    const check = db.prepare("PRAGMA integrity_check(1)").get()?.integrity_check;
    if (check !== "ok") throw new DamagedDatabase(String(check));
    return { db, fresh: found === "" };
  } catch (error) {
    db.close();
    throw error;
  }
}

export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite rolls back by itself after some errors (a full disk), after others it does not.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function pragma(db: DatabaseSync, name: "page_count" | "freelist_count" | "max_page_count"): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/** Pages that hold something, and how many there may be. */
export function pageUse(db: DatabaseSync): { readonly used: number; readonly max: number } {
  return { used: pragma(db, "page_count") - pragma(db, "freelist_count"), max: pragma(db, "max_page_count") };
}
