import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorCode, KraneError } from "../core/index.ts";
import { type CrashDump, type DumpFile, isDumpName, joinDumps } from "../parse/log/crash-dump.ts";

/** Where the kernel shows what its predecessor left, and where systemd-pstore puts it at boot. Nothing is ever deleted there. */
export const PSTORE_FOLDERS: readonly string[] = ["/sys/fs/pstore", "/var/lib/systemd/pstore"];

/** systemd-pstore's folders: by second, then by count. */
const DEPTH = 3;
/** More is no dump of a kernel: the largest ring has 16 MiB, EFI variables and ERST a few hundred KiB, in parts of 1 to 16 KiB. */
const MOST_FILES = 4096;
const MOST_BYTES = 16 * 1024 * 1024;

export interface Dumps {
  /** The oldest first, each once. */
  readonly dumps: readonly CrashDump[];
  /** What could not be read. */
  readonly failures: readonly KraneError[];
}

interface Found {
  readonly paths: string[];
  readonly failures: KraneError[];
}

function failure(path: string, what: string, cause?: unknown): KraneError {
  return new KraneError("KRANE_SCAN_INPUT", `${path}: ${what}`, cause === undefined ? {} : { cause });
}

/** Files of dumps under a folder. Where the parts are there, systemd's dmesg.txt is what they say once more. */
function find(folder: string, depth: number, found: Found): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder).sort().reverse();
  } catch (cause) {
    if (errorCode(cause) === "ENOENT" || errorCode(cause) === "ENOTDIR") return;
    found.failures.push(failure(folder, "crash dumps cannot be read, root can", cause));
    return;
  }
  const parts = names.filter(isDumpName);
  const files = parts.length > 0 ? parts : names.filter((name) => name === "dmesg.txt");
  for (const name of files) if (found.paths.length < MOST_FILES) found.paths.push(join(folder, name));
  for (const name of names.filter((one) => /^dmesg-.*\.enc\.z$/.test(one)))
    found.failures.push(failure(join(folder, name), "is a crash dump that the kernel could not unpack"));
  if (depth > 1)
    for (const name of names.filter((one) => /^\d{1,20}$/.test(one))) find(join(folder, name), depth - 1, found);
}

/** A dump's file; undefined where it is gone by now. */
export function readDumpFile(path: string, most = MOST_BYTES): DumpFile | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (!stat.isFile()) return undefined;
    const bytes = Buffer.alloc(Math.min(most, stat.size || most));
    const length = readSync(fd, bytes, 0, bytes.length, 0);
    return { path, text: bytes.toString("utf8", 0, length).replaceAll("\0", ""), modifiedAt: stat.mtimeMs };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw failure(path, "cannot be read", cause);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Reads the crash dumps that earlier boots left in these folders. */
export function readDumps(folders: readonly string[] = PSTORE_FOLDERS): Dumps {
  const found: Found = { paths: [], failures: [] };
  for (const folder of folders) find(folder, DEPTH, found);
  const files: DumpFile[] = [];
  let bytes = 0;
  for (const path of found.paths) {
    try {
      const file = bytes < MOST_BYTES ? readDumpFile(path, MOST_BYTES - bytes) : undefined;
      if (file !== undefined) files.push(file);
      bytes += file?.text.length ?? 0;
    } catch (error) {
      if (!(error instanceof KraneError)) throw error;
      found.failures.push(error);
    }
  }
  const texts = new Set<string>();
  const dumps = joinDumps(files).filter(({ text }) => !texts.has(text) && texts.add(text));
  return { dumps, failures: found.failures };
}

/** Whether a path names a part of a dump: a copy of one that somebody brought along. */
export function isDumpFile(path: string): boolean {
  return (
    isDumpName(path.slice(path.lastIndexOf("/") + 1)) && statSync(path, { throwIfNoEntry: false })?.isFile() === true
  );
}
