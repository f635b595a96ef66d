import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { KraneError } from "../core/index.ts";
import { MIGRATIONS } from "./schema.ts";

const BUSY = 5;
/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGED: readonly unknown[] = [11, 26];

function primaryCode(error: unknown): number | undefined {
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** Whether the file itself is damaged, so that trying again is of no use. */
export function isDamaged(error: unknown): boolean {
  return DAMAGED.includes(primaryCode(error));
}

function migrate(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.user_version);
  if (version > MIGRATIONS.length) {
    throw new KraneError("KRANE_STORE_OPEN", `${path} was made by a newer krane-collector; install that one again`);
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index >= version) database.exec(`BEGIN; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

function attempt(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 500 });
  try {
    // Exclusive: two collectors on one file would each believe in their own group commit.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    database.exec("PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384");
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Moves a damaged database aside with everything that belongs to it; a person may still get something out of it. */
function setAside(path: string, now: number): string {
  const aside = `${path}.damaged-${new Date(now).toISOString().replaceAll(":", "")}`;
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

export interface Opened {
  readonly database: DatabaseSync;
  /** Where the file went that was there before and could not be used. */
  readonly aside: string | undefined;
}

function anew(path: string, now: number): Opened {
  const aside = setAside(path, now);
  return { database: attempt(path), aside };
}

function attemptOrAnew(path: string, now: number): Opened {
  try {
    return { database: attempt(path), aside: undefined };
  } catch (error) {
    if (isDamaged(error)) return anew(path, now);
    throw error;
  }
}

/**
 * Opens or makes the database at `path`. A damaged one is put aside and a new one made: nobody ever has to delete a file.
 * `damaged` says that it was found to be while it was in use; its first page may still look sound.
 */
export function openDatabase(path: string, now: number, damaged = false): Opened {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    return damaged ? anew(path, now) : attemptOrAnew(path, now);
  } catch (cause) {
    if (cause instanceof KraneError) throw cause;
    const hint = primaryCode(cause) === BUSY ? "; another krane-collector uses it" : "";
    throw new KraneError("KRANE_STORE_OPEN", `open ${path}${hint}`, { cause });
  }
}
