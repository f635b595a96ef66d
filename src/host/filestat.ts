import type { Stats } from "node:fs";
import type { FileStat } from "../core/index.ts";

function kindOf(stats: Stats): FileStat["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isCharacterDevice()) return "character";
  return stats.isBlockDevice() ? "block" : "other";
}

export function fileStat(stats: Stats): FileStat {
  const { size, uid, gid, mtimeMs } = stats;
  return { kind: kindOf(stats), size, mode: stats.mode & 0o7777, uid, gid, modifiedAt: Math.trunc(mtimeMs) };
}
