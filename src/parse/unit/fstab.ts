import { unescapeOctal } from "../octal.ts";

/** One entry of fstab(5). */
export interface FstabEntry {
  /** Line number, from 1. */
  readonly line: number;
  readonly text: string;
  /** "/dev/mapper/vg-swap", "UUID=...", "/swap.img". */
  readonly spec: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly options: readonly string[];
}

function entry(text: string, index: number): FstabEntry[] {
  const [spec, mountPoint, type, options = "defaults"] = text.trim().split(/\s+/);
  if (spec === undefined || type === undefined || mountPoint === undefined || spec.startsWith("#")) return [];
  return [
    {
      line: index + 1,
      text: text.trim(),
      spec: unescapeOctal(spec).replace(/^([A-Z]+=)"(.*)"$/, "$1$2"),
      mountPoint: unescapeOctal(mountPoint),
      type,
      options: options.split(","),
    },
  ];
}

/** Entries of /etc/fstab; comments, blank and broken lines are left out. */
export function parseFstab(text: string): readonly FstabEntry[] {
  return text.split("\n").flatMap(entry);
}
