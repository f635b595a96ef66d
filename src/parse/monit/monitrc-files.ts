import { type Answer, type Host, known, look, lookInto, type MONITRC } from "../../core/index.ts";
import { type Monitrc, type MonitrcService, parseMonitrc } from "./monitrc.ts";
import { type MonitWord, monitWords } from "./monitrc-words.ts";

type Files = Pick<Host, "read" | "list">;
type Control = (typeof MONITRC)[number];

/** A BOSH VM has 20 of them. */
const MOST_FILES = 128;
const DEEPEST = 4;

interface Read {
  readonly path: string;
  readonly words: readonly MonitWord[];
  readonly rc: Monitrc;
}

/** All control files of one monit, in the order in which it reads them. */
export interface MonitControl {
  readonly path: Control;
  readonly files: readonly Read[];
  readonly services: readonly MonitrcService[];
  /** Files that are named and could not be read, with why. */
  readonly unread: readonly string[];
}

/** Folders of one pattern; a host has one, or one for each of its jobs. */
const MOST_FOLDERS = 64;
/** More than a few stars are no name of a control file. */
const MOST_STARS = 3;

/** A name as of glob(3): stars, question marks and ranges; undefined where it is a plain one. */
function matcher(name: string): RegExp | undefined {
  if (!/[*?[]/.test(name)) return undefined;
  if (name.split("*").length > MOST_STARS + 1) return /^$/;
  const escaped = name.replace(/\[(!?)([\w-]{1,32})\]|[\\^$.|+()[\]{}]/g, (whole, not?: string, set?: string) => {
    if (set === undefined) return `\\${whole}`;
    return `[${not === "" ? "" : "^"}${set.replace(/^-|-$|(?<=\w-\w)-/g, "\\-")}]`;
  });
  const source = `^${escaped.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}$`;
  try {
    return new RegExp(source);
  } catch {
    // "[z-a]" is a range of nothing.
    return /^$/;
  }
}

interface Named {
  readonly paths: readonly string[];
  /** Folders that may not be listed. */
  readonly unread: readonly string[];
}

async function below(files: Files, dir: string, name: string): Promise<Named> {
  const pattern = matcher(name);
  if (pattern === undefined) return { paths: [`${dir}/${name}`], unread: [] };
  const names = await lookInto(files, dir === "" ? "/" : dir);
  if (!names.known) return { paths: [], unread: [names.why] };
  // glob(3) leaves out hidden files.
  const found = names.value.filter((one) => !one.startsWith(".") && pattern.test(one));
  return { paths: found.slice(0, MOST_FILES).map((one) => `${dir}/${one}`), unread: [] };
}

/** What an include names, each part of its path by its own pattern. */
async function named(files: Files, include: string): Promise<Named> {
  let [paths, unread]: [readonly string[], readonly string[]] = [[""], []];
  for (const part of include.split("/").slice(1)) {
    const all = await Promise.all(paths.slice(0, MOST_FOLDERS).map((dir) => below(files, dir, part)));
    paths = all.flatMap((one) => one.paths);
    unread = [...unread, ...all.flatMap((one) => one.unread)];
  }
  return { paths, unread };
}

class Reader {
  readonly found: Read[] = [];
  readonly unread: string[] = [];
  readonly #seen = new Set<string>();
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  async read(path: string, depth: number): Promise<Answer<unknown>> {
    this.#seen.add(path);
    const text = await look(this.#files, path);
    if (!text.known) {
      this.unread.push(text.why);
      return text;
    }
    const words = monitWords(text.value);
    const rc = parseMonitrc(words, path);
    this.found.push({ path, words, rc });
    for (const include of rc.includes) await this.#include(include, depth + 1);
    return text;
  }

  async #include(include: string, depth: number): Promise<void> {
    if (depth > DEEPEST) return;
    if (!include.startsWith("/")) {
      this.unread.push(`include ${include}: a path that is relative to wherever monit was started`);
      return;
    }
    const { paths, unread } = await named(this.#files, include);
    this.unread.push(...unread);
    for (const path of paths) {
      if (!this.#seen.has(path) && this.#seen.size < MOST_FILES) await this.read(path, depth);
    }
  }
}

/** Reads the control file at `path` and what it includes. One that is missing or refused costs what it says. */
export async function monitControl(files: Files, path: Control): Promise<Answer<MonitControl>> {
  const reader = new Reader(files);
  const first = await reader.read(path, 0);
  if (!first.known) return first;
  return known({
    path,
    files: reader.found,
    services: reader.found.flatMap(({ rc }) => rc.services),
    unread: reader.unread,
  });
}
