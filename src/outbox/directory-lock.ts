import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { KraneError } from "../core/index.ts";
import { troubleOf } from "./sqlite-error.ts";

function acquire(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    // In memory: with a journal file, a full disk would refuse the lock.
    db.exec("PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Holds the state directory for this process; the kernel lets go of it when the process dies. Node has no flock, so an empty
 * SQLite file lends its lock; the database itself cannot, since it may have to be set aside.
 */
export function lockDirectory(directory: string): { close(): void } {
  const path = join(directory, "lock");
  try {
    return acquire(path);
  } catch (cause) {
    const trouble = troubleOf(cause);
    if (trouble === "locked") {
      throw new KraneError("KRANE_OUTBOX_LOCKED", `lock ${directory}: another process uses it`, { cause });
    }
    if (trouble !== "corrupt") throw new KraneError("KRANE_OUTBOX_OPEN", `lock ${path}`, { cause });
  }
  // Something wrote into the file; whoever holds a lock has an empty one.
  rmSync(path);
  return lockDirectory(directory);
}
