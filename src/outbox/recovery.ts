import { type Change, NO_CHANGE, type OutboxLoss } from "./change.ts";
import type { CursorCopy } from "./cursor-copy.ts";
import type { Salvage } from "./salvage.ts";
import type { Store } from "./store.ts";

/** All places that are known: the database knows best, the copy what the database has lost. */
export function knownCursors(store: Store, copy: CursorCopy | "none" | "broken"): Map<string, string> {
  const stored = [...store.values("cursor")].map(([source, value]): [string, string] => [
    source,
    Buffer.from(value).toString("utf8"),
  ]);
  return new Map([...(typeof copy === "string" ? [] : Object.entries(copy.cursors)), ...stored]);
}

/** What must be written to mend a database that is whole, but not all of it is what was written; undefined where all is well. */
export function mending(
  store: Store,
  copy: CursorCopy | "none" | "broken",
  cursors: ReadonlyMap<string, string>,
): Change | undefined {
  const { epoch, commits } = store.ledger;
  const lost: OutboxLoss[] = [];
  if (typeof copy !== "string" && copy.epoch === epoch && copy.commits > commits) {
    store.skipTo(copy.next, copy.commits);
    lost.push({ reason: "rolled-back", count: 1 });
  }
  if (copy === "broken") lost.push({ reason: "corrupt", count: 1 });
  const { entries, values } = store.damage();
  if (lost.length + entries.length + values === 0) return undefined;
  return { ...NO_CHANGE, cursors, broken: new Set(entries), weed: values > 0, lost };
}

/** What a new database gets in the place of a damaged one. */
export function inheritance(salvaged: Salvage | undefined, cursors: ReadonlyMap<string, string>): Change {
  return {
    ...NO_CHANGE,
    entries: salvaged?.entries ?? [],
    state: salvaged?.state ?? new Map(),
    cursors: new Map([...(salvaged?.cursors ?? []), ...cursors]),
    lost: [{ reason: "reset", count: 1 }, ...(salvaged?.lost ?? [])],
  };
}
