import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { errorCode, KraneError } from "../core/index.ts";
import { type ProcStat, parseProcStat, switchesOf } from "../parse/proc-stat.ts";

/** A thread that waits in the kernel and takes no signal. */
export interface BlockedThread {
  readonly id: number;
  readonly name: string;
  readonly startedMs: number;
  /** Its process: of a guest's thread, the guest's qemu. */
  readonly processId: number;
  readonly processName: string;
  /** How often it was taken off its CPU. */
  readonly switches: number;
  /** The kernel's function that it waits in; absent where that is not told. */
  readonly waitsIn?: string;
}

type Read = (path: string) => string | undefined;

/** Files between two turns of the event loop: about 1 ms. */
const FILES_PER_TURN = 128;

/** These threads may end at any moment. */
const GONE: readonly string[] = ["ENOENT", "ESRCH", "ENOTDIR", "EACCES", "EPERM"];

function isGone(error: unknown): boolean {
  return GONE.includes(errorCode(error) ?? "");
}

/** None of these files waits for the memory of a process, as cmdline does: they are read even where qemu hangs. */
function reader(): Read {
  const buffer = Buffer.alloc(8192);
  return (path) => {
    let fd: number | undefined;
    try {
      fd = openSync(path, "r");
      return buffer.toString("utf8", 0, readSync(fd, buffer, 0, buffer.length, null));
    } catch (cause) {
      if (isGone(cause)) return undefined;
      throw new KraneError("KRANE_HOST_READ", `read ${path}`, { cause });
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  };
}

function numbersIn(path: string): readonly string[] {
  try {
    return readdirSync(path).filter((name) => /^\d+$/.test(name));
  } catch (cause) {
    if (isGone(cause)) return [];
    throw new KraneError("KRANE_HOST_READ", `list ${path}`, { cause });
  }
}

function blocked(read: Read, path: string, task: ProcStat, leader: ProcStat): BlockedThread {
  const waitsIn = read(`${path}/wchan`)?.trim();
  const switches = switchesOf(read(`${path}/status`) ?? "") ?? 0;
  const { id, name, startedMs } = task;
  const thread = { id, name, startedMs, processId: leader.id, processName: leader.name, switches };
  return waitsIn === undefined || waitsIn === "0" || waitsIn === "" ? thread : { ...thread, waitsIn };
}

/** The processes, and of those that are wanted their threads: each as the folder that tells of it. */
function* tasks(proc: string, read: Read, wanted: (process: ProcStat) => boolean) {
  for (const pid of numbersIn(proc)) {
    const leader = parseProcStat(read(`${proc}/${pid}/stat`) ?? "");
    yield undefined;
    if (leader === undefined || !wanted(leader)) continue;
    for (const tid of numbersIn(`${proc}/${pid}/task`)) yield { leader, path: `${proc}/${pid}/task/${tid}` };
  }
}

/**
 * Threads in state D of the processes that `wanted` names by their main thread. Costs about 10 us for each process and each of their
 * threads, in pieces of a millisecond.
 */
export async function blockedThreads(
  proc: string,
  wanted: (process: ProcStat) => boolean,
): Promise<readonly BlockedThread[]> {
  const found: BlockedThread[] = [];
  const read = reader();
  let files = 0;
  for (const place of tasks(proc, read, wanted)) {
    if (++files % FILES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if (place === undefined) continue;
    const task = parseProcStat(read(`${place.path}/stat`) ?? "");
    if (task?.state === "D") found.push(blocked(read, place.path, task, place.leader));
  }
  return found;
}
