import { defined, KraneError } from "../core/index.ts";
import { findBoots, type LogBoots } from "../detect/boots.ts";
import { allocateScanBuffer } from "../detect/scan-buffer.ts";
import type { AskedLog, OpenInput } from "./scan-inputs.ts";

/** Several logs tell the time of one boot differently: rsyslog and journald start at different moments of it. */
const SAME_BOOT_MS = 60_000;

/** What to read for one boot: times for logs that have them, and of the others their piece. */
export interface OneBoot {
  readonly logs: readonly AskedLog[];
  readonly since?: number;
  readonly until?: number;
}

function usage(message: string): KraneError {
  return new KraneError("KRANE_CLI_USAGE", message);
}

/** When each boot began that the logs tell of, the oldest first; -Infinity for one that began before the logs do. */
function bootStarts(logs: readonly LogBoots[]): readonly number[] {
  const starts: number[] = [];
  for (const at of logs.flatMap(({ lines }) => lines.flatMap(({ at }) => at ?? [])).toSorted((a, b) => a - b)) {
    const last = starts.at(-1);
    if (last === undefined || at - last > SAME_BOOT_MS) starts.push(at);
  }
  const begins = Math.min(...logs.flatMap((log) => log.begins ?? []));
  const [first] = starts;
  const isOlder = first === undefined ? begins < Number.POSITIVE_INFINITY : begins < first - SAME_BOOT_MS;
  return isOlder ? [Number.NEGATIVE_INFINITY, ...starts] : starts;
}

/** [from, end) of the boot in a log without times; undefined where it has not so many. */
function pieceOf({ lines }: LogBoots, boot: number): readonly [from: number, end: number] | undefined {
  const offsets = lines.map(({ offset }) => offset);
  if (offsets[0] !== 0) offsets.unshift(0);
  const from = offsets.at(boot - 1);
  if (from === undefined) return undefined;
  return [from, boot === 0 ? Number.POSITIVE_INFINITY : (offsets.at(boot) ?? Number.POSITIVE_INFINITY)];
}

/** Reads only the bytes [from, end) of a log's text. */
function cutOut(input: OpenInput, from: number, end: number): OpenInput {
  let at = 0;
  const skipped = async (): Promise<void> => {
    const waste = new Uint8Array(65_536);
    while (at < from) {
      const got = await input.read(waste.subarray(0, Math.min(waste.length, from - at)));
      if (got === 0) return;
      at += got;
    }
  };
  const read = async (into: Uint8Array): Promise<number> => {
    if (at < from) await skipped();
    const got = at >= end ? 0 : await input.read(into.subarray(0, Math.min(into.length, end - at)));
    at += got;
    return got;
  };
  return { ...input, read };
}

function pieceLog(log: AskedLog, [from, end]: readonly [number, number]): AskedLog {
  return { ...log, open: async () => cutOut(await log.open(), from, end) };
}

/**
 * Finds boot 0 (the last one that the logs tell of), -1 (the one before) and so on, as journalctl -b counts. Logs with times are parted
 * by the time of the kernel's first words, or where the journal names another boot; logs without, each for itself, by their lines.
 */
export async function oneBoot(logs: readonly AskedLog[], boot: number): Promise<OneBoot> {
  const pipe = logs.find((log) => log.pipe);
  if (pipe !== undefined)
    throw usage(`--boot: ${pipe.path} is a pipe and cannot be read twice; journalctl -b parts it`);
  const buffer = allocateScanBuffer();
  const found: (readonly [AskedLog, LogBoots | undefined])[] = [];
  for (const log of logs) found.push([log, await bootsOf(log, buffer)]);
  const starts = bootStarts(found.flatMap(([, boots]) => boots ?? []));
  const place = starts.length - 1 + boot;
  const pieces = found.flatMap(([log, boots]): readonly AskedLog[] => {
    if (boots === undefined || boots.begins !== undefined) return boots === undefined || place >= 0 ? [log] : [];
    const piece = pieceOf(boots, boot);
    return piece === undefined ? [] : [pieceLog(log, piece)];
  });
  if (pieces.length === 0) throw usage(`--boot=${boot}: the logs tell of ${Math.max(1, starts.length)} boots only`);
  const [since, next] = [starts[place], starts[place + 1]];
  return defined({ logs: pieces, since, until: next === undefined ? undefined : next - 1 });
}

/** Undefined of a log that cannot be read: its scan tells why. */
async function bootsOf(log: AskedLog, buffer: ReturnType<typeof allocateScanBuffer>): Promise<LogBoots | undefined> {
  try {
    return await findBoots(await log.open(), buffer);
  } catch (error) {
    if (error instanceof KraneError) return undefined;
    throw error;
  }
}
