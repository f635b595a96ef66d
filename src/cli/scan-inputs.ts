import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { defined, KraneError, type LogFormat } from "../core/index.ts";
import { bootTime, type ScanInput } from "../detect/log-scan.ts";
import { bootOfDump, type CrashDump, type DumpFile, joinDumps } from "../parse/log/crash-dump.ts";
import { firstTime } from "../parse/log/first-time.ts";
import { openKmsg } from "../sources/kmsg-device.ts";
import { openLogInput } from "../sources/log-input.ts";
import { isDumpFile, PSTORE_FOLDERS, readDumpFile, readDumps } from "../sources/pstore.ts";
import { type Dated, inTimeOrder } from "./scan-order.ts";

/** An open log, and how far its file was read: of a gzip that is less than what was handed over. */
export interface OpenInput extends ScanInput {
  readonly place?: () => number;
}

/** A log that was asked for, before it is opened. */
export interface AskedLog extends Dated {
  open(): Promise<OpenInput>;
  /** Bytes on the disk; absent where they are not known. */
  readonly size?: number;
  /** It cannot be read twice. */
  readonly pipe?: true;
}

export interface AskedLogs {
  readonly logs: readonly AskedLog[];
  /** What could not be looked at, and need not be. */
  readonly notes: readonly KraneError[];
}

export interface WantedLogs {
  readonly files: readonly string[];
  readonly format: LogFormat | "auto";
  readonly root: string | undefined;
  /** All crash dumps of earlier boots. */
  readonly pstore: boolean;
  /** One boot alone: then the dump of another one is not asked for. */
  readonly boot: number | undefined;
}

/** Where a captured tree keeps its kernel log, the most exact first. */
const CAPTURED: readonly (readonly [path: string, format: LogFormat])[] = [
  ["extra/kmsg.raw", "kmsg"],
  ["extra/dmesg.txt", "dmesg"],
  ["var/log/dmesg", "dmesg"],
  ["var/log/kern.log", "syslog"],
  ["var/log/syslog", "syslog"],
];

/** A host that died is back within days. A dump that was older when this boot began tells of another incident. */
const LAST_CRASH_MS = 7 * 86_400_000;

const HEAD_BYTES = 65_536;

/** The kernel's ring of this boot. */
export const RING = "/dev/kmsg";

/** The time of a file's first record; of one that cannot be read, its own opening tells why. */
async function beginOf(path: string, format: LogFormat | "auto"): Promise<number | undefined> {
  try {
    const input = await openLogInput(path);
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      let length = 0;
      for (let got = -1; got !== 0 && length < HEAD_BYTES; length += got) got = await input.read(head.subarray(length));
      return firstTime(head.toString("utf8", 0, length), format, Date.now());
    } finally {
      input.close();
    }
  } catch (error) {
    if (error instanceof KraneError) return undefined;
    throw error;
  }
}

async function fileLog(path: string, format: LogFormat | "auto", ordered: boolean): Promise<AskedLog> {
  const open = async (): Promise<OpenInput> => ({ ...(await openLogInput(path)), format });
  const stat = path === "-" ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path === "-" || stat?.isFIFO() === true) return { path, open, pipe: true };
  return defined({ path, open, size: stat?.size, begins: ordered ? await beginOf(path, format) : undefined });
}

function dumpLog(dump: CrashDump): AskedLog {
  const started = bootOfDump(dump);
  const { path } = dump;
  const bytes = Buffer.from(dump.text);
  const open = async (): Promise<OpenInput> => {
    let at = 0;
    const read = (into: Uint8Array): number => {
      const count = bytes.copy(into, 0, at);
      at += count;
      return count;
    };
    return defined({
      path,
      format: "dmesg" as const,
      bootTime: started,
      read,
      close: () => undefined,
      place: () => at,
    });
  };
  return { path, open, size: bytes.length, begins: started ?? dump.at };
}

/** This boot's kernel log, all that the ring still holds. */
function ringLog(): AskedLog {
  const path = RING;
  const open = async (): Promise<OpenInput> => {
    const reader = openKmsg(path);
    const read = (into: Uint8Array): number => {
      for (;;) {
        const got = reader.read(into);
        if (typeof got === "number") return got;
        if (got === "empty") return 0;
      }
    };
    return { path, format: "kmsg", bootTime: bootTime(), read, close: () => reader.close() };
  };
  return { path, open, begins: bootTime() };
}

/** The format of the kernel log of a captured tree; undefined where there is none. */
export function capturedFormat(root: string): LogFormat | undefined {
  return CAPTURED.find(([path]) => existsSync(join(root, path)))?.[1];
}

function capturedLog(root: string): AskedLog {
  const open = async (): Promise<OpenInput> => {
    const [path, format] = CAPTURED.find(([candidate]) => existsSync(join(root, candidate))) ?? [];
    if (path !== undefined && format !== undefined) return { ...(await openLogInput(join(root, path))), format };
    const places = CAPTURED.map(([candidate]) => candidate).join(", ");
    throw new KraneError("KRANE_SCAN_INPUT", `${root}: holds no kernel log; looked for ${places}`);
  };
  return { path: root, open };
}

/** Parts of crash dumps that somebody brought along; one that cannot be read is left to be opened, which tells why. */
function broughtDumps(files: readonly string[]): readonly DumpFile[] {
  return files.filter(isDumpFile).flatMap((path) => {
    try {
      return readDumpFile(path) ?? [];
    } catch (error) {
      if (error instanceof KraneError) return [];
      throw error;
    }
  });
}

async function namedLogs(files: readonly string[], format: LogFormat | "auto"): Promise<readonly AskedLog[]> {
  const parts = broughtDumps(files);
  const logs = joinDumps(parts).map(dumpLog);
  const others = files.filter((path) => !parts.some((part) => part.path === path));
  for (const path of others) logs.push(await fileLog(path, format, files.length > 1));
  return inTimeOrder(logs);
}

/** The logs that were asked for, in the order of their first records. */
export async function askedLogs({ files, format, root, pstore, boot }: WantedLogs): Promise<AskedLogs> {
  const named = await namedLogs(files, format);
  if (files.length > 0 && !pstore) return { logs: named, notes: [] };
  if (boot !== undefined) return { logs: [root === undefined ? ringLog() : capturedLog(root)], notes: [] };
  const { dumps, failures } = readDumps(PSTORE_FOLDERS.map((folder) => join(root ?? "/", folder)));
  if (pstore) {
    const [first] = failures;
    if (first !== undefined && dumps.length === 0) throw first;
    return { logs: inTimeOrder([...dumps.map(dumpLog), ...named]), notes: failures };
  }
  if (root !== undefined) return { logs: [...dumps.map(dumpLog), capturedLog(root)], notes: failures };
  const last = dumps.filter(({ at }) => at >= bootTime() - LAST_CRASH_MS);
  return { logs: [...last.map(dumpLog), ringLog()], notes: failures };
}
