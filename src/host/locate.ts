import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { refused } from "./failure.ts";

/** As many as the kernel follows (include/linux/namei.h, MAXSYMLINKS). */
const MOST_LINKS = 40;

/** A file of a captured tree: where it lies on this machine, and what it is. Never a symbolic link unless asked for one. */
export interface Located {
  readonly real: string;
  readonly stats: Stats;
}

interface Walk {
  readonly inside: string[];
  readonly pending: string[];
  links: number;
}

function at(root: string, inside: readonly string[]): Located | undefined {
  const real = inside.length === 0 ? root : `${root}/${inside.join("/")}`;
  const stats = lstatSync(real, { throwIfNoEntry: false });
  return stats === undefined ? undefined : { real, stats };
}

/** Names of a path, the first one last. */
function parts(path: string): string[] {
  return path
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .reverse();
}

/** Puts the target of a link in front of what is left of the path; an absolute one starts again at the root of the tree. */
function follow(walk: Walk, link: string, path: string): void {
  walk.links += 1;
  if (walk.links > MOST_LINKS) throw refused("read", path, `more than ${MOST_LINKS} symbolic links`);
  const target = readlinkSync(link);
  if (target.startsWith("/")) walk.inside.length = 0;
  else walk.inside.pop();
  walk.pending.push(...parts(target));
}

/**
 * Finds `path` in the tree under `root` as a process would that has `root` as its root: `..` stops there and absolute links stay inside.
 * Walked by hand because Node has no openat2(RESOLVE_IN_ROOT). undefined where the file does not exist.
 */
export function locate(root: string, path: string, followLast = true): Located | undefined {
  const walk: Walk = { inside: [], pending: parts(path), links: 0 };
  let found = at(root, walk.inside);
  for (let name = walk.pending.pop(); name !== undefined && found !== undefined; name = walk.pending.pop()) {
    if (name === "..") walk.inside.pop();
    else walk.inside.push(name);
    found = at(root, walk.inside);
    const wanted = followLast || walk.pending.length > 0;
    if (wanted && found?.stats.isSymbolicLink()) {
      follow(walk, found.real, path);
      found = at(root, walk.inside);
    }
  }
  return found;
}
