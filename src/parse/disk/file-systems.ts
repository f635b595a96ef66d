import type { FileSystem } from "../../core/index.ts";

/** extra/file-systems.json of a captured tree: mount point -> size and room. Entries that are none are left out. */
export function parseFileSystems(text: string): ReadonlyMap<string, FileSystem> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return new Map();
  }
  const entries = typeof file === "object" && file !== null ? Object.entries(file) : [];
  return new Map(
    entries.flatMap(([path, value]) => {
      const system = readFileSystem(value);
      return system === undefined ? [] : [[path, system] as const];
    }),
  );
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** `value` of a JSON text as a file system; undefined where it is none. */
export function readFileSystem(value: unknown): FileSystem | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { bytes, availableBytes, inodes, freeInodes } = value as Partial<Record<keyof FileSystem, unknown>>;
  const fits = isSize(bytes) && isSize(availableBytes) && isSize(inodes) && isSize(freeInodes);
  return fits ? { bytes, availableBytes, inodes, freeInodes } : undefined;
}
