import type { Stats } from "node:fs";

/** "c 10:232 660 /dev/kvm 0:108", as extra/dev-nodes.txt has it; undefined where it is no device. Numbers as in Linux' new_decode_dev. */
export function deviceLine(path: string, stats: Stats): string | undefined {
  if (!stats.isCharacterDevice() && !stats.isBlockDevice()) return undefined;
  const major = Math.trunc(stats.rdev / 256) & 0xfff;
  const minor = (stats.rdev & 0xff) | (Math.trunc(stats.rdev / 4096) & 0xfff00);
  const mode = (stats.mode & 0o7777).toString(8);
  return `${stats.isBlockDevice() ? "b" : "c"} ${major}:${minor} ${mode} ${path} ${stats.uid}:${stats.gid}\n`;
}
