import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** The places of all sources, outside the database: when it must be made anew, nothing is read again and nothing is skipped. */
export interface CursorCopy {
  readonly epoch: string;
  /** Commits of the epoch; a database that has fewer has lost its latest ones. */
  readonly commits: number;
  readonly next: number;
  readonly cursors: Readonly<Record<string, string>>;
}

const NAME = "cursors.json";

/** Durable before it takes the place of the former one: rename without fsync left others a file of zeros after a crash (Loki #6268). */
export function writeCursorCopy(directory: string, copy: CursorCopy): void {
  const text = JSON.stringify(copy);
  const path = join(directory, NAME);
  writeFileSync(`${path}.tmp`, `${text}\n${crc32(text)}\n`, { flush: true, mode: 0o600 });
  renameSync(`${path}.tmp`, path);
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** "none" where there never was one, "broken" where its crc is wrong. */
export function readCursorCopy(directory: string): CursorCopy | "none" | "broken" {
  const file = textOf(join(directory, NAME));
  if (file === undefined) return "none";
  const [text = "", crc] = file.split("\n");
  if (String(crc32(text)) !== crc) return "broken";
  return JSON.parse(text) as CursorCopy;
}
