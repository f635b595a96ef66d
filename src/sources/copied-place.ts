import { closeSync, openSync, readSync, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import { errorCode, KraneError } from "../core/index.ts";

/** Enough to hold the time of the first line. */
const HEAD_BYTES = 256;

/** What a log is at one moment; its first bytes tell a log that was cut off from one that only grew. */
export interface LogLook {
  readonly ino: number;
  /** The inode of a file that was removed is soon another's. */
  readonly birthtimeMs: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly head: string;
}

/** How a log is now, where it has changed since `last`; undefined where there is none. */
export function lookAtLog(path: string, last?: LogLook): LogLook | undefined {
  let fd: number | undefined;
  try {
    const { ino, birthtimeMs, size, mtimeMs } = statSync(path);
    const isSame = last?.ino === ino && last.birthtimeMs === birthtimeMs;
    if (isSame && last.size === size && last.mtimeMs === mtimeMs) return last;
    fd = openSync(path, "r");
    const bytes = Buffer.alloc(HEAD_BYTES);
    return {
      ino,
      birthtimeMs,
      size,
      mtimeMs,
      head: bytes.toString("latin1", 0, readSync(fd, bytes, 0, HEAD_BYTES, 0)),
    };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw new KraneError("KRANE_SOURCE_OPEN", `open ${path}`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

export function isSameFile(before: LogLook, now: LogLook | undefined): now is LogLook {
  return now?.ino === before.ino && now.birthtimeMs === before.birthtimeMs;
}

/** Whether a file was cut off between two looks. */
export function isCutOff(before: LogLook, now: LogLook): boolean {
  return isSameFile(before, now) && (now.size < before.size || !now.head.startsWith(before.head));
}

const FORM = /^c1:(\d{1,16}):(\d{1,15}):(\d{1,3}):(\d{1,10})$/;

/** How far a log was read that is cut off in its place. */
export function formatPlace({ ino, head }: LogLook, offset: number): string {
  return ["c1", ino, offset, head.length, crc32(Buffer.from(head, "latin1"))].join(":");
}

/** Where to go on in a log; undefined where it is not what it was when `place` was taken. */
export function offsetIn({ ino, size, head }: LogLook, place: string): number | undefined {
  const [inode, offset, length, crc] = FORM.exec(place)?.slice(1).map(Number) ?? [];
  if (inode !== ino || offset === undefined || offset > size || length === undefined) return undefined;
  return crc32(Buffer.from(head.slice(0, length), "latin1")) === crc ? offset : undefined;
}
