import { join } from "node:path";
import { KraneError } from "../core/index.ts";
import { PAGE_BYTES } from "./database.ts";
import { type Salvage, salvage, setAside } from "./salvage.ts";
import { troubleOf } from "./sqlite-error.ts";
import { Store } from "./store.ts";

const NAME = "outbox.db";

export interface StoreOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly now: () => number;
  readonly newEpoch: () => string;
}

export interface OpenedStore {
  readonly store: Store;
  /** What could be read of a database that was set aside. */
  readonly salvaged?: Salvage;
}

/** Errors that say that the file is not what was written. Of a file that does not say why it cannot be used, the same is assumed. */
function damaged(error: unknown): boolean {
  const trouble = troubleOf(error);
  return trouble === "corrupt" || (trouble === "other" && error instanceof Error && "errcode" in error);
}

function makeStore({ directory, maxBytes, newEpoch }: StoreOptions): Store {
  return new Store(join(directory, NAME), Math.max(64, Math.floor(maxBytes / PAGE_BYTES)), newEpoch);
}

/** A new database in the place of a damaged one, with what could be read of that in hand. */
export function replaceStore(options: StoreOptions): OpenedStore {
  const salvaged = salvage(join(options.directory, NAME));
  setAside(options.directory, NAME, options.now());
  try {
    return { store: makeStore(options), salvaged };
  } catch (cause) {
    throw new KraneError("KRANE_OUTBOX_OPEN", `make a new ${NAME} in ${options.directory}`, { cause });
  }
}

/**
 * Opens the database, makes it where there is none, and replaces it where it is damaged. Nobody ever has to delete a file.
 * `makeRoom` frees room on a full disk, once; false where there is none to free.
 */
export function openStore(options: StoreOptions, makeRoom: () => boolean): OpenedStore {
  try {
    return { store: makeStore(options) };
  } catch (cause) {
    if (damaged(cause)) return replaceStore(options);
    if (troubleOf(cause) === "full" && makeRoom()) return openStore(options, makeRoom);
    throw new KraneError("KRANE_OUTBOX_OPEN", `open ${join(options.directory, NAME)}`, { cause });
  }
}
