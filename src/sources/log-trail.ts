import { statSync } from "node:fs";
import { type Chunk, KraneError, type Loss } from "../core/index.ts";
import { type FileCursor, parseFileCursor } from "./file-cursor.ts";
import { OpenLog } from "./open-log.ts";
import { rotatedAfter, rotatedLogs } from "./rotated.ts";

const BUFFER_BYTES = 256 * 1024;
const EMPTY = new Uint8Array(0);

/** Cursor of a log that was not there yet: all that comes to its path is new, also after a restart. */
const NOT_THERE = "f1:none";

/** Files that are held open while the reader is behind; more would keep deleted logs on a disk that is filling up. */
const MOST_OPEN = 8;

export interface TrailOptions {
  readonly path: string;
  readonly cursor?: string;
  readonly from: "start" | "end";
  /** How long a rotated file must stay quiet before the next one is read: another writer may still hold it. */
  readonly quietMs: number;
  readonly now: () => number;
}

function lookAt(path: string) {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (cause) {
    throw new KraneError("KRANE_SOURCE_OPEN", `stat ${path}`, { cause });
  }
}

/** What logrotate's copytruncate left of a file that was cut off, behind what was read of it; undefined where it is compressed or gone. */
function copyOf(path: string, place: Parameters<OpenLog["isCopyOf"]>[0], ino: string): OpenLog | undefined {
  for (const rotated of rotatedLogs(path).toReversed()) {
    const log = rotated.ino === ino ? undefined : OpenLog.open(rotated.path);
    if (log?.isCopyOf(place) === true) {
      log.resume(place);
      return log;
    }
    log?.close();
  }
  return undefined;
}

/** The files of one log that were not read to their end yet, oldest first; the last one is, or was, at the log's path. */
export class LogTrail {
  readonly #options: TrailOptions;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #logs: OpenLog[] = [];
  /** The newest file known, where none is open. */
  #anchor: { readonly ino: string; readonly mtime: bigint } | undefined;
  #lost: Loss | undefined;
  /** The place itself is news. */
  #placed = false;
  #quietSince: number | undefined;

  constructor(options: TrailOptions) {
    this.#options = options;
    if (options.cursor === undefined) this.#begin(options.from);
    else this.#resume(options.cursor);
  }

  /** Takes up what has come to the path, and what went through it unseen. */
  refresh(): void {
    const { path } = this.#options;
    const stat = lookAt(path);
    const newest = this.#logs.at(-1);
    if (stat === undefined || (newest && newest.ino === String(stat.ino) && newest.dev === String(stat.dev))) return;
    const anchor = newest ?? this.#anchor;
    const rotated = rotatedLogs(path);
    const missed = anchor ? rotatedAfter(rotated, anchor.ino, anchor.mtime) : [];
    const opened = [...missed.map((log) => log.path), path].flatMap((file) => OpenLog.open(file) ?? []);
    const expected = [...missed.map((log) => log.ino), String(stat.ino)];
    const still = rotatedLogs(path);
    // A rotation between the look and the open would leave a hole: look again in the next turn.
    const moved = still.length !== rotated.length || still.some((log, place) => log.ino !== rotated[place]?.ino);
    if (moved || opened.length !== expected.length || opened.some((log, place) => log.ino !== expected[place])) {
      for (const log of opened) log.close();
      return;
    }
    this.#logs.push(...opened);
    this.#anchor = undefined;
    while (this.#logs.length > MOST_OPEN) this.#giveUpOldest();
  }

  /** The next whole lines; undefined where there is nothing to hand over now. */
  next(): Chunk | undefined {
    for (;;) {
      const log = this.#logs[0];
      if (log === undefined) return this.#notThere();
      const chunk = this.#news(log) ?? this.#read(log);
      if (chunk !== undefined) return chunk;
      if (!this.#finished()) return undefined;
      const rest = log.last(this.#buffer);
      this.#logs.shift();
      log.close();
      this.#quietSince = undefined;
      if (rest !== undefined) return rest;
    }
  }

  /** Whether something can be read without waiting. */
  ready(): boolean {
    return this.#logs[0]?.changed() ?? false;
  }

  close(): void {
    for (const log of this.#logs) log.close();
    this.#logs = [];
  }

  #begin(from: "start" | "end"): void {
    this.refresh();
    if (from === "end") this.#logs[0]?.skipToEnd(this.#buffer);
    this.#placed = from === "end";
  }

  #notThere(): Chunk | undefined {
    if (!this.#placed) return undefined;
    this.#placed = false;
    return { bytes: EMPTY, cursor: NOT_THERE };
  }

  #resume(text: string): void {
    const { path } = this.#options;
    const cursor = parseFileCursor(text);
    if (cursor === undefined) {
      if (text !== NOT_THERE) this.#lost = { why: "cursor" };
      this.refresh();
      return;
    }
    const places = [path, ...rotatedLogs(path).flatMap((log) => (log.ino === cursor.ino ? [log.path] : []))];
    const candidates = places.flatMap((place) => OpenLog.open(place) ?? []);
    const found = candidates.find((log) => log.matches(cursor));
    for (const log of candidates) if (log !== found) log.close();
    found?.resume(cursor);
    const log =
      found ??
      this.#lostFrom(
        cursor,
        candidates.some(({ ino }) => ino === cursor.ino),
      );
    if (log !== undefined) this.#logs = [log];
    this.refresh();
  }

  /** The file of the cursor is not there; gives its copy. `cut`: another one has its number, or it was cut off. */
  #lostFrom(cursor: FileCursor, cut: boolean): OpenLog | undefined {
    const copy = copyOf(this.#options.path, cursor, cursor.ino);
    this.#anchor = { ino: "", mtime: BigInt(cursor.mtime) };
    // What was written between the copy and the cut is in no file.
    if (copy === undefined) this.#lost = { why: cut ? "replaced" : "gone" };
    else if (cut) this.#lost = { why: "truncated" };
    return copy;
  }

  #news(log: OpenLog): Chunk | undefined {
    if (this.#lost === undefined && !this.#placed) return undefined;
    const lost = this.#lost;
    this.#lost = undefined;
    this.#placed = false;
    return log.chunk(EMPTY, lost);
  }

  #read(log: OpenLog): Chunk | undefined {
    if (!log.changed()) return undefined;
    if (log.cutOff()) {
      const copy = copyOf(this.#options.path, log.place(), log.ino);
      log.rewind();
      if (copy !== undefined) this.#logs.unshift(copy);
      return (copy ?? log).chunk(EMPTY, { why: "truncated" });
    }
    const chunk = log.next(this.#buffer);
    if (chunk !== undefined) this.#quietSince = undefined;
    return chunk;
  }

  /**
   * Nothing is written to the oldest any more: its writer went on to a newer file (until that has content, there is nothing to
   * gain by leaving), and no other writer used it for `quietMs`.
   */
  #finished(): boolean {
    if (!this.#logs.slice(1).some((log) => log.size() > 0)) return false;
    const now = this.#options.now();
    this.#quietSince ??= now;
    return now - this.#quietSince >= this.#options.quietMs && !this.ready();
  }

  #giveUpOldest(): void {
    const log = this.#logs.shift();
    if (log === undefined) return;
    this.#lost = { bytes: log.left() + (this.#lost?.bytes ?? 0), why: "overrun" };
    this.#quietSince = undefined;
    log.close();
  }
}
