import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { NewEntry, OutboxLoss } from "./change.ts";
import { soundEntry } from "./entries.ts";
import { Kept } from "./kept.ts";
import { lossesIn } from "./loss-counts.ts";

export interface Salvage {
  readonly entries: readonly NewEntry[];
  readonly state: ReadonlyMap<string, Uint8Array>;
  readonly cursors: ReadonlyMap<string, string>;
  /** Those that were not reported yet, and the entries that could be read but were damaged. */
  readonly lost: readonly OutboxLoss[];
}

/** Runs `work` as far as it gets: the file is damaged, and each row that was read before the damage counts. */
function asFarAsPossible(work: () => void): void {
  try {
    work();
  } catch {
    // The damage itself was reported already; what follows it cannot be read.
  }
}

/** Whatever of a damaged database has a right crc. */
export function salvage(path: string): Salvage {
  const entries = new Map<number, NewEntry>();
  const state = new Map<string, Uint8Array>();
  const cursors = new Map<string, string>();
  const lost: OutboxLoss[] = [];
  asFarAsPossible(() => {
    using db = new DatabaseSync(path);
    asFarAsPossible(() => {
      const rows = db.prepare("SELECT * FROM entries ORDER BY sequence");
      rows.setReadBigInts(true);
      for (const row of rows.iterate()) {
        const entry = soundEntry(row);
        if (entry === undefined) lost.push({ reason: "corrupt", count: 1 });
        else entries.set(entry.sequence, entry);
      }
    });
    asFarAsPossible(() => {
      for (const [name, value] of new Kept(db).entries("state")) state.set(name, value);
    });
    asFarAsPossible(() => {
      lost.push(...lossesIn(new Kept(db)));
    });
    asFarAsPossible(() => {
      for (const [name, value] of new Kept(db).entries("cursor"))
        cursors.set(name, Buffer.from(value).toString("utf8"));
    });
  });
  return { entries: [...entries.values()], state, cursors, lost };
}

/** Sets the damaged file aside for a person to look at; only the newest one is kept. */
export function setAside(directory: string, name: string, now: number): void {
  for (const file of readdirSync(directory)) {
    if (file.startsWith("outbox.corrupt-")) rmSync(join(directory, file));
  }
  renameSync(join(directory, name), join(directory, `outbox.corrupt-${now}`));
  rmSync(join(directory, `${name}-wal`), { force: true });
  rmSync(join(directory, `${name}-shm`), { force: true });
}
