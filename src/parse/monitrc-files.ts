import { type Answer, type Host, known, look, lookInto, type MONITRC } from "../core/index.ts";
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

/** Names as of glob(3), of the last part of a path alone. */
function matcher(name: string): RegExp {
  const escaped = name.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}$`);
}

async function named(files: Files, include: string): Promise<readonly string[]> {
  const slash = include.lastIndexOf("/");
  const [dir, name] = [include.slice(0, slash), include.slice(slash + 1)];
  if (!/[*?]/.test(name)) return [include];
  // glob(3) leaves out hidden files; more than a few stars are no name of a directory of control files.
  if (name.split("*").length > 4) return [];
  const pattern = matcher(name);
  const names = await lookInto(files, dir === "" ? "/" : dir);
  return (names.known ? names.value : [])
    .filter((one) => !one.startsWith(".") && pattern.test(one))
    .map((one) => `${dir}/${one}`);
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
    if (!include.startsWith("/") || depth > DEEPEST) return;
    for (const path of await named(this.#files, include)) {
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
