import { lstatSync, readlinkSync, type Stats } from "node:fs";

/** As many as the kernel follows (include/linux/namei.h, MAXSYMLINKS). */
const MOST_LINKS = 40;

/** The way from a path to what it names: every symbolic link on it, and the end where there is one. */
export interface Trace {
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** Path without any link in it; undefined where the way ends at nothing, in a loop, or where it cannot be seen. */
  readonly end: { readonly path: string; readonly stats: Stats } | undefined;
}

function parts(path: string): string[] {
  return path
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .reverse();
}

/** undefined for what is not there, or not to be seen by this user. */
function placeOf(root: string, inside: readonly string[]): Trace["end"] {
  const path = `/${inside.join("/")}`;
  try {
    const stats = lstatSync(`${root}${path}`, { throwIfNoEntry: false });
    return stats === undefined ? undefined : { path, stats };
  } catch {
    return undefined;
  }
}

/** As `locate`, and tells the links that it followed, so that they can be made again. `root` is "" for the live machine. */
export function trace(root: string, path: string): Trace {
  const links: { path: string; target: string }[] = [];
  const inside: string[] = [];
  const pending = parts(path);
  let end: Trace["end"];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === "..") inside.pop();
    else inside.push(name);
    end = placeOf(root, inside);
    if (end === undefined || links.length > MOST_LINKS) return { links, end: undefined };
    if (!end.stats.isSymbolicLink()) continue;
    const target = readlinkSync(`${root}${end.path}`);
    links.push({ path: end.path, target });
    if (target.startsWith("/")) inside.length = 0;
    else inside.pop();
    pending.push(...parts(target));
    end = placeOf(root, inside);
  }
  return { links, end };
}
