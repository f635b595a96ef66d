import { unescapeOctal } from "../octal.ts";

/** One line of /proc/swaps. */
export interface Swap {
  /** Device or file as the kernel opened it: links are resolved, so a logical volume is "/dev/dm-0". */
  readonly name: string;
  readonly type: "partition" | "file";
  readonly kib: number;
  readonly usedKib: number;
  readonly line: string;
}

/** "/swapfile 1" is written "/swapfile\0401"; a file that was removed under its swap has " (deleted)" behind its name. */
const LINE = /^(\S+)\s+(partition|file)\s+(\d+)\s+(\d+)\s+-?\d+$/;

function swap(line: string): Swap[] {
  const [, name, type, kib, used] = LINE.exec(line.trim()) ?? [];
  if (name === undefined) return [];
  return [
    {
      name: unescapeOctal(name).replace(/ \(deleted\)$/, ""),
      type: type === "file" ? "file" : "partition",
      kib: Number(kib),
      usedKib: Number(used),
      line: line.trim().replace(/\s+/g, " "),
    },
  ];
}

/** Active swaps; undefined where `text` is not /proc/swaps, which has its heading line even when there is no swap. */
export function parseSwaps(text: string): readonly Swap[] | undefined {
  const [heading, ...lines] = text.split("\n");
  return heading?.startsWith("Filename") ? lines.flatMap(swap) : undefined;
}
