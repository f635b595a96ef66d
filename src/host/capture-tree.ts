import { EXTRA } from "./extra.ts";

/** One thing of a captured tree. */
export type CaptureEntry =
  | { readonly type: "directory" }
  | { readonly type: "link"; readonly target: string }
  | { readonly type: "file"; readonly body: Uint8Array; readonly mode: number; readonly mtimeMs: number };

export interface CaptureLimits {
  readonly entries: number;
  readonly bytes: number;
  readonly fileBytes: number;
  readonly ms: number;
}

/** A capture is sent by mail and looked through by people: it stays small, and it never holds a sick host for long. */
export const CAPTURE_LIMITS: CaptureLimits = {
  entries: 20_000,
  bytes: 64 * 1024 * 1024,
  fileBytes: 1024 * 1024,
  ms: 10_000,
};

/** What is not in a tree as it was on the host, and why. */
export interface Remark {
  readonly what: "left out" | "redacted" | "cut" | "unreadable";
  readonly path: string;
  readonly why: string;
}

/** Remarks on paths; what is beyond is counted. */
const MOST_REMARKS = 2000;

/** NAME_MAX, and PATH_MAX with room for the folder that the tree is written to. */
function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) > 3072 || path.split("/").some((name) => Buffer.byteLength(name) > 255);
}

/** A captured tree as it grows, in memory: at most CAPTURE_LIMITS.bytes of it. */
export class CaptureTree {
  readonly entries = new Map<string, CaptureEntry>();
  readonly remarks: Remark[] = [];
  readonly #limits: CaptureLimits;
  #bytes = 0;
  #full = false;
  #unremarked = 0;

  constructor(limits: CaptureLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get full(): boolean {
    return this.#full;
  }

  get unremarked(): number {
    return this.#unremarked;
  }

  remark(what: Remark["what"], path: string, why: string): void {
    if (this.remarks.length < MOST_REMARKS) this.remarks.push({ what, path, why });
    else this.#unremarked += 1;
  }

  /** The first to come stays. False where it does not fit; no entry ever lies below a link, so that writing stays in the tree. */
  add(path: string, entry: CaptureEntry): boolean {
    if (path === "/" || this.entries.has(path)) return true;
    const size = entry.type === "file" ? entry.body.length : 0;
    const bound = this.#bound(size);
    if (bound !== undefined) this.#full = true;
    const why = bound ?? (isTooLong(path) ? "its name is too long" : this.#misplaced(path));
    if (why !== undefined) {
      this.remark("cut", path, why);
      return false;
    }
    this.entries.set(path, entry);
    this.#bytes += size;
    return true;
  }

  /** The number of an error in the place of the file: it existed, and it is not to be read here. */
  omit(path: string, errno: number): void {
    const body = Buffer.from(`${errno}\n`);
    this.add(EXTRA.errno(path), { type: "file", body, mode: 0o644, mtimeMs: Date.now() });
  }

  /** Whether the file, or the error in its place, is there. */
  knows(path: string): boolean {
    return this.entries.has(path) || this.entries.has(EXTRA.errno(path));
  }

  /** What the tree is of no use without; it is small, and the bounds do not count for it. */
  addAlways(path: string, text: string | Uint8Array): void {
    if (this.entries.has(path) || !this.#addParents(path)) return;
    const body = Buffer.from(text);
    this.entries.set(path, { type: "file", body, mode: 0o644, mtimeMs: Date.now() });
    this.#bytes += body.length;
  }

  #misplaced(path: string): string | undefined {
    return this.#addParents(path) ? undefined : "it changed meanwhile";
  }

  #bound(size: number): string | undefined {
    if (this.entries.size >= this.#limits.entries) return `more than ${this.#limits.entries} files`;
    return this.#bytes + size > this.#limits.bytes ? `more than ${this.#limits.bytes} bytes in all` : undefined;
  }

  #addParents(path: string): boolean {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (parent === "") return true;
    const found = this.entries.get(parent);
    if (found !== undefined) return found.type === "directory";
    if (!this.#addParents(parent)) return false;
    this.entries.set(parent, { type: "directory" });
    return true;
  }
}
