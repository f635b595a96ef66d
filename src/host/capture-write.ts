import { createWriteStream } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { KraneError } from "../core/index.ts";
import { MANIFEST, MANIFEST_HEAD } from "./capture-manifest.ts";
import type { CaptureEntry } from "./capture-tree.ts";
import { TAR_END, tarBlocks } from "./tar.ts";

type Entries = ReadonlyMap<string, CaptureEntry>;

export interface CaptureTarget {
  readonly path: string;
  readonly archive: boolean;
  /** Whether what is there already may be replaced. */
  readonly force: boolean;
}

function refusal(path: string, why: string): KraneError {
  return new KraneError("KRANE_CLI_OUTPUT", `write ${path}: ${why}`);
}

async function kindOf(path: string): Promise<"none" | "directory" | "other"> {
  try {
    return (await lstat(path)).isDirectory() ? "directory" : "other";
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "none";
    throw new KraneError("KRANE_CLI_OUTPUT", `write ${path}`, { cause });
  }
}

/** Only what `capture` made is ever replaced: a mistyped --force must not cost a folder. */
async function isCapture(path: string): Promise<boolean> {
  const file = await open(join(path, MANIFEST)).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer } = await file.read(Buffer.alloc(MANIFEST_HEAD.length), 0, MANIFEST_HEAD.length, 0);
    return buffer.toString("latin1") === MANIFEST_HEAD;
  } finally {
    await file.close();
  }
}

async function demandFolder({ path, force }: CaptureTarget, kind: "directory" | "other"): Promise<void> {
  if (kind === "other") throw refusal(path, "it exists and is no directory");
  if ((await readdir(path)).length === 0) return;
  if (!force) throw refusal(path, "the directory is not empty; name another one, or give --force");
  if (!(await isCapture(path)))
    throw refusal(path, "the directory is not empty and no capture; --force replaces captures only");
}

/** Refuses a target that is in the way, before anything is read. */
export async function demandTarget(target: CaptureTarget): Promise<void> {
  const { path, archive, force } = target;
  const [kind, rest] = [await kindOf(path), await kindOf(`${path}.partial`)];
  if (rest !== "none" && !force)
    throw refusal(
      path,
      `${path}.partial is there, of a capture at work or one that was killed; give --force, or remove it`,
    );
  if (kind === "none") return;
  if (!archive) return demandFolder(target, kind);
  if (kind === "directory") throw refusal(path, "it is a directory");
  if (!force) throw refusal(path, "it exists; name another one, or give --force");
}

async function writeEntry(real: string, entry: CaptureEntry): Promise<void> {
  if (entry.type === "directory") await mkdir(real, { recursive: true });
  else if (entry.type === "link") await symlink(entry.target, real);
  else {
    await writeFile(real, entry.body, { flag: "wx", mode: entry.mode });
    const seconds = entry.mtimeMs / 1000;
    await utimes(real, seconds, seconds);
  }
}

function inOrder(entries: Entries): readonly (readonly [string, CaptureEntry])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function writeFolder(partial: string, entries: Entries, signal: AbortSignal): Promise<void> {
  await mkdir(partial, { mode: 0o700 });
  for (const [path, entry] of inOrder(entries)) {
    signal.throwIfAborted();
    await writeEntry(`${partial}${path}`, entry);
  }
}

function* archiveBlocks(entries: Entries): Generator<Uint8Array> {
  for (const [path, entry] of inOrder(entries)) {
    const common = { path: path.slice(1), mtime: Math.trunc(("mtimeMs" in entry ? entry.mtimeMs : 0) / 1000) };
    if (entry.type === "directory") yield* tarBlocks({ ...common, type: "directory", mode: 0o755 });
    else if (entry.type === "link") yield* tarBlocks({ ...common, type: "link", mode: 0o777, target: entry.target });
    else yield* tarBlocks({ ...common, type: "file", mode: entry.mode, body: entry.body });
  }
  yield TAR_END;
}

async function writeArchive(partial: string, entries: Entries, signal: AbortSignal): Promise<void> {
  const out = createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true });
  await pipeline(Readable.from(archiveBlocks(entries)), createGzip(), out, { signal });
}

/** A folder cannot take the place of a full one: the old one steps aside first. */
async function putInPlace({ path, archive, force }: CaptureTarget): Promise<void> {
  const replaced = !archive && force && (await kindOf(path)) === "directory";
  if (replaced) await rename(path, `${path}.replaced`);
  await rename(`${path}.partial`, path);
  if (replaced) await rm(`${path}.replaced`, { recursive: true });
}

/** Writes a tree beside its target and puts it in place when it is whole; whatever goes wrong, nothing half is left. */
export async function writeCapture(target: CaptureTarget, entries: Entries, signal: AbortSignal): Promise<void> {
  const partial = `${target.path}.partial`;
  if (target.force) await rm(partial, { recursive: true, force: true });
  try {
    await (target.archive ? writeArchive : writeFolder)(partial, entries, signal);
    await putInPlace(target);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    if (signal.aborted) throw cause;
    throw new KraneError("KRANE_CLI_OUTPUT", `write ${target.path}`, { cause });
  }
}
