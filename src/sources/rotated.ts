import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../core/index.ts";

/** A former file of a log, under the name that logrotate gave it. */
export interface RotatedLog {
  readonly path: string;
  readonly ino: string;
  readonly mtime: bigint;
}

const NUMBERED = /^\.(\d{1,6})$/;
const DATED = /^[-.](\d{8})(?:[-.]?\d{1,10})?$/;

/** Order of age: "syslog-20251120" < "syslog-20251121" < "syslog.2" < "syslog.1"; undefined of what is no rotated log (.gz). */
function age(suffix: string): string | undefined {
  const number = NUMBERED.exec(suffix)?.[1];
  if (number !== undefined && number.length < 7) return `1${String(1_000_000 - Number(number)).padStart(7, "0")}`;
  return DATED.test(suffix) ? `0${suffix.slice(1)}` : undefined;
}

/** The log that a file belongs to, and its place among that log's files: texts that grow from the oldest to the one that is written to. */
export function placeInSet(path: string): { readonly log: string; readonly age: string } {
  const name = path.replace(/\.gz$/, "");
  for (const suffix of [/\.\d{1,6}$/, /[-.]\d{8}(?:[-.]?\d{1,10})?$/]) {
    const at = name.search(suffix);
    const rank = at > 0 ? age(name.slice(at)) : undefined;
    if (rank !== undefined) return { log: name.slice(0, at), age: rank };
  }
  return { log: name, age: "2" };
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** Rotated, not compressed files of the log at `path`, oldest first. */
export function rotatedLogs(path: string): RotatedLog[] {
  const base = basename(path);
  const found = names(dirname(path)).flatMap((name) => {
    const rank = name.startsWith(base) ? age(name.slice(base.length)) : undefined;
    if (rank === undefined) return [];
    const file = join(dirname(path), name);
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat?.isFile() ? [{ rank, path: file, ino: String(stat.ino), mtime: stat.mtimeNs }] : [];
  });
  return found.sort((a, b) => (a.rank < b.rank ? -1 : 1));
}

/** Those that came after the file `ino`: by their place in the row, else (it was compressed or deleted) by their last change. */
export function rotatedAfter(logs: readonly RotatedLog[], ino: string, mtime: bigint): readonly RotatedLog[] {
  const place = logs.findIndex((log) => log.ino === ino);
  return place >= 0 ? logs.slice(place + 1) : logs.filter((log) => log.mtime > mtime);
}
