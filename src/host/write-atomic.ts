import {
  closeSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { KraneError } from "../core/index.ts";

function fill(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/**
 * Readers see the old file or the new one, also after a crash. Mode 0600; what root writes into a directory of the daemon's own user is
 * that user's. `unique` keeps two writers apart, and the name from whoever may write into the directory.
 */
export function writeAtomic(file: string, text: string, unique: string): void {
  // Root would put its file in the place of /dev/null.
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new KraneError("KRANE_CLI_OUTPUT", "not a regular file");
  const folder = dirname(file);
  const { uid, gid } = statSync(folder);
  const fresh = join(folder, `.${basename(file)}.${unique}`);
  const fd = openSync(fresh, "wx", 0o600);
  try {
    try {
      if (process.geteuid?.() === 0) fchownSync(fd, uid, gid);
      fill(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
