import { closeSync, openSync, readSync, statSync } from "node:fs";
import { type Chunk, KraneError, type LogFormat, type Loss, type Source } from "../core/index.ts";
import { pause } from "./pause.ts";
import { LINE_BYTES } from "./whole-lines.ts";

/** Lines that are waiting are handed over in pieces of about this size. */
const CHUNK_BYTES = 256 * 1024;
const EVERY_MS = 100;

export interface CopiedLogOptions {
  readonly path: string;
  readonly format: LogFormat | "auto";
}

/** Enough to hold the time of the first line. */
const HEAD_BYTES = 256;

/** What a log is at one moment; its first bytes tell a log that was cut off from one that only grew. */
interface Place {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly head: string;
}

function look(path: string, last?: Place): Place {
  let fd: number | undefined;
  try {
    const { ino, size, mtimeMs } = statSync(path);
    if (last !== undefined && last.ino === ino && last.size === size && last.mtimeMs === mtimeMs) return last;
    fd = openSync(path, "r");
    const bytes = Buffer.alloc(HEAD_BYTES);
    return { ino, size, mtimeMs, head: bytes.toString("latin1", 0, readSync(fd, bytes, 0, HEAD_BYTES, 0)) };
  } catch (cause) {
    throw new KraneError("KRANE_SOURCE_OPEN", `open ${path}`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function isCut(before: Place, now: Place): boolean {
  return now.size < before.size || !now.head.startsWith(before.head);
}

/** Takes lines off the front, as one piece of bytes. */
function piece(lines: string[]): Uint8Array {
  let bytes = 0;
  let count = 0;
  while (count < lines.length && bytes < CHUNK_BYTES) bytes += (lines[count++]?.length ?? 0) + 1;
  const text = lines.splice(0, count).map((line) => `${line.slice(0, LINE_BYTES)}\n`);
  return Buffer.from(text.join(""), "latin1");
}

/** What the package has of the log. */
class Follower {
  readonly lines: string[] = [];
  failed: unknown;
  readonly #tail: { unwatch(): void };

  /** The package decodes block by block: as Latin-1 none of a character is lost at the edge of two. */
  private constructor(path: string, fromBeginning: boolean, { Tail }: typeof import("tail").default) {
    const tail = new Tail(path, { fromBeginning, separator: "\n", encoding: "latin1" });
    tail.on("line", (line) => void this.lines.push(line));
    tail.on("error", (error) => {
      this.failed = error;
    });
    this.#tail = tail;
  }

  static async open(path: string, fromBeginning: boolean): Promise<Follower> {
    return new Follower(path, fromBeginning, (await import("tail")).default);
  }

  close(): void {
    this.#tail.unwatch();
  }
}

/** Throws where the log has gone from under the follower: it is opened anew then. */
function held({ failed }: Follower, path: string, isOther: boolean): void {
  const cause = failed ?? (isOther ? new Error("it was renamed") : undefined);
  if (cause !== undefined) throw new KraneError("KRANE_SOURCE_READ", `follow ${path}`, { cause });
}

/** What has come; undefined where there is nothing to hand over. */
function taken(lines: string[], wasCut: boolean): Chunk | undefined {
  const lost: Loss | undefined = wasCut ? { why: "truncated" } : undefined;
  if (lines.length === 0 && lost === undefined) return undefined;
  return { bytes: piece(lines), cursor: "", ...(lost && { lost }) };
}

async function* read(path: string, state: { ino: number }, signal: AbortSignal): AsyncGenerator<Chunk> {
  let last = look(path);
  const follower = await Follower.open(path, last.ino !== state.ino);
  state.ino = last.ino;
  try {
    while (!signal.aborted) {
      await pause(follower.lines.length > 0 ? 0 : EVERY_MS, signal);
      const now = look(path, last);
      const chunk = taken(follower.lines, isCut(last, now));
      if (chunk !== undefined) yield chunk;
      held(follower, path, now.ino !== last.ino);
      last = now;
    }
  } finally {
    follower.close();
  }
}

/**
 * A log that logrotate copies and cuts off, followed by the package `tail`. Measured over five real rotations at 200 and 5,000 lines a
 * second it lost 0 and 0.02 % of the lines, GNU tail 0, our own follower 0.44 and 0.23 %; of a log that is renamed it loses 30 to 37 %,
 * which is what log-file.ts is for. Lines that are written between the copy and the cut are in no file; each cut is told as a loss.
 */
export function copiedLogSource({ path, format }: CopiedLogOptions): Source {
  const state = { ino: -1 };
  return { id: path, format, chunks: (signal) => read(path, state, signal) };
}
