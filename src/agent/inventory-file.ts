import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { explainError, KraneError, type Log } from "../core/index.ts";
import type { Inventory } from "../parse/board/inventory.ts";
import { INVENTORY_BYTES, parseInventory } from "../parse/board/inventory-json.ts";

/** Hardware does not change more often. */
const LOOK_MS = 5 * 60_000;

/** What the file held when it was looked at last; neither where none is configured. */
export interface HeldInventory {
  readonly inventory?: Inventory;
  readonly error?: string;
}

/** Never waits for a writer, as a FIFO would have it. */
function readBounded(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(fd).isFile()) throw new KraneError("KRANE_HOST_READ", "not a regular file");
    const bytes = Buffer.alloc(INVENTORY_BYTES + 1);
    let end = 0;
    for (let count = 1; count > 0 && end < bytes.length; end += count)
      count = readSync(fd, bytes, end, bytes.length - end, null);
    if (end > INVENTORY_BYTES) throw new KraneError("KRANE_HOST_TOO_LARGE", `more than ${INVENTORY_BYTES} bytes`);
    return bytes.toString("utf8", 0, end);
  } finally {
    closeSync(fd);
  }
}

/** The inventory that somebody else wrote: the daemon starts no child processes. Looked at when it is asked for, at most every five minutes. */
export class InventoryFile {
  readonly #path: string | undefined;
  readonly #log: Log;
  readonly #now: () => number;
  #held: HeldInventory = {};
  #lookedAt = Number.NEGATIVE_INFINITY;
  #modifiedAt = Number.NaN;

  constructor(path: string | undefined, log: Log, now: () => number) {
    this.#path = path;
    this.#log = log;
    this.#now = now;
  }

  get held(): HeldInventory {
    const now = this.#now();
    if (this.#path !== undefined && now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#look(this.#path);
    }
    return this.#held;
  }

  #look(path: string): void {
    const failedBefore = this.#held.error !== undefined;
    try {
      const { mtimeMs } = statSync(path);
      if (mtimeMs === this.#modifiedAt && !failedBefore) return;
      const inventory = parseInventory(readBounded(path));
      if (inventory === undefined) throw new KraneError("KRANE_HOST_READ", "what krane-agent inventory did not write");
      this.#modifiedAt = mtimeMs;
      this.#held = { inventory };
      if (failedBefore) this.#log("notice", "the inventory is read again", { file: path });
    } catch (error) {
      const why = explainError(new KraneError("KRANE_HOST_READ", `read ${path}`, { cause: error }));
      this.#held = { error: why };
      if (!failedBefore) this.#log("warning", "the inventory was not read", { error: why });
    }
  }
}
