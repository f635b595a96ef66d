import { unescapeOctal } from "../octal.ts";

/** A mounted file system. */
export interface Mount {
  /** "8:1"; the source where only /proc/mounts tells. */
  readonly device: string;
  /** "/dev/mapper/vg-root". */
  readonly source: string;
  readonly mountPoint: string;
  readonly type: string;
  /** What is mounted is the whole file system, not a directory of it (a bind mount). */
  readonly whole: boolean;
  /** Options of the file system, those of this one mount apart: a bind mount or a unit's sandbox may be "ro" on top of a sound "rw". */
  readonly options: readonly string[];
  readonly line: string;
}

function fromMountinfo(line: string): Mount[] {
  const [own = "", file = ""] = line.split(" - ", 2);
  const [, , device, root, mountPoint] = own.split(" ");
  const [type, source, options] = file.split(" ");
  if (device === undefined || root === undefined || mountPoint === undefined) return [];
  if (type === undefined || source === undefined || options === undefined) return [];
  return [
    {
      ...{ device, type, line },
      source: unescapeOctal(source),
      mountPoint: unescapeOctal(mountPoint),
      whole: root === "/",
      options: options.split(","),
    },
  ];
}

/** Mounts of /proc/self/mountinfo (proc(5)); the fields before " - " are of the mount, those behind it of the file system. */
export function parseMountinfo(text: string): readonly Mount[] {
  return text.split("\n").flatMap(fromMountinfo);
}

function fromMounts(line: string): Mount[] {
  const [source, mountPoint, type, options] = line.split(" ");
  if (source === undefined || mountPoint === undefined || type === undefined || options === undefined) return [];
  return [
    {
      ...{ device: source, type, line, whole: true },
      source: unescapeOctal(source),
      mountPoint: unescapeOctal(mountPoint),
      options: options.split(","),
    },
  ];
}

/** Mounts of /proc/mounts, which cannot tell a sandbox's "ro" from a broken file system's. */
export function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap(fromMounts);
}
