import { constants, readFileSync, statSync } from "node:fs";
import { getSystemErrorMap } from "node:util";
import { KraneError } from "../core/index.ts";
import { EXTRA } from "./extra.ts";
import { refused } from "./failure.ts";
import { direct, type Io, ioFor, pooled } from "./io.ts";
import { locate } from "./locate.ts";

/** Neither a FIFO without a writer nor a device without a carrier may hold the agent. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** How a path of the host is reached on this machine. */
export interface Place {
  /** As it was asked for, which is the name in every message. */
  readonly path: string;
  readonly real: string;
  readonly io: Io;
  readonly flags: number;
}

/** Finds the place of a path; undefined where nothing is there. `followLast` is false for a look at a link itself. */
export type Find = (action: string, path: string, followLast?: boolean) => Place | undefined;

function demandAbsolute(action: string, path: string): void {
  if (!path.startsWith("/")) throw refused(action, path, "not an absolute path");
}

/** Places of the live machine: the kernel resolves the links. To look first is 10 times cheaper than the error of a file that is not there. */
export const liveFind: Find = (action, path) => {
  demandAbsolute(action, path);
  const io = ioFor(action, path);
  if (action === "read" && io !== pooled && statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  return { path, real: path, io, flags: FLAGS };
};

/** A file that could not be read when the tree was captured cannot be read now. */
function demandReadable(root: string, action: string, path: string): void {
  const kept = action === "read" || action === "list" ? locate(root, EXTRA.errno(path)) : undefined;
  if (kept === undefined || !kept.stats.isFile() || kept.stats.size > 8) return;
  const errno = Number(readFileSync(kept.real, "latin1"));
  const code = getSystemErrorMap().get(-errno)?.[0] ?? "EIO";
  const cause = Object.assign(new Error(`${code} when it was captured`), { code });
  throw new KraneError("KRANE_HOST_READ", `${action} ${path}`, { cause });
}

/**
 * Places of a captured tree. Whatever is neither a file nor a directory is refused before it is opened, as opening alone can act on a
 * device. Read at once: a tree is looked at by a command, which has nothing else to do.
 */
export function capturedFind(root: string): Find {
  return (action, path, followLast = true) => {
    demandAbsolute(action, path);
    const found = locate(root, path, followLast);
    if (found === undefined) {
      demandReadable(root, action, path);
      return undefined;
    }
    const openable = found.stats.isFile() || found.stats.isDirectory();
    if (action !== "stat" && followLast && !openable) throw refused(action, path, "neither a file nor a directory");
    return { path, real: found.real, io: direct, flags: FLAGS | constants.O_NOFOLLOW };
  };
}
