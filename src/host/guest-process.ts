import { setTimeout as delay } from "node:timers/promises";
import { defined, type GuestThread, type Host } from "../core/index.ts";
import { guestCgroup } from "../parse/guest/guest-cgroup.ts";
import { parseQemuCmdline, type QemuCmdline } from "../parse/guest/qemu-cmdline.ts";
import { type ProcStat, parseProcStat } from "../parse/proc-stat.ts";

/** More than a qemu with 288 virtual CPUs has. */
const MOST_THREADS = 4096;
/** /proc/PID/cmdline waits for the process' memory lock, which a thread that oopsed may hold for ever. */
const CMDLINE_MS = 1000;

/** A process that should be a guest's qemu. */
export interface GuestProcess {
  readonly pid: number;
  readonly stat: ProcStat;
  /** Those that are there; none where the process has ended and only waits for its parent. */
  readonly threads: readonly GuestThread[];
  /** Of the guest, by its machine; absent where the process is in none. */
  readonly cgroup?: string;
  /** What it was started as; asked for where libvirt's status file does not tell. */
  readonly cmdline?: QemuCmdline;
}

async function statOf(host: Host, path: string): Promise<ProcStat | undefined> {
  const text = await host.read(path);
  return text === undefined ? undefined : parseProcStat(text);
}

/** Names in /proc that are numbers. */
export function ids(names: readonly string[]): readonly number[] {
  return names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number);
}

/** The threads that are there now; only new ones are looked at. */
async function threadsOf(host: Host, pid: number, former: readonly GuestThread[]): Promise<readonly GuestThread[]> {
  const known = new Map(former.map((thread) => [thread.tid, thread]));
  const threads: GuestThread[] = [];
  for (const tid of ids(await host.list(`/proc/${pid}/task`)).slice(0, MOST_THREADS)) {
    const thread = known.get(tid);
    const stat = thread === undefined ? await statOf(host, `/proc/${pid}/task/${tid}/stat`) : undefined;
    if (thread !== undefined) threads.push(thread);
    else if (stat !== undefined) threads.push({ tid, name: stat.name, startedMs: stat.startedMs });
  }
  return threads;
}

async function cmdlineOf(host: Host, pid: number): Promise<QemuCmdline> {
  const abort = new AbortController();
  try {
    const late = delay(CMDLINE_MS, undefined, { signal: abort.signal, ref: false });
    return parseQemuCmdline((await Promise.race([host.read(`/proc/${pid}/cmdline`), late])) ?? "");
  } finally {
    abort.abort();
  }
}

/**
 * Looks at a process; undefined where there is none. What cannot change while it lives is read once: its cgroup, its command line, when a
 * thread began and what it is called. A main thread that ended while others live on is a zombie, too: it may have oopsed.
 */
export async function lookAtProcess(
  host: Host,
  pid: number,
  { former, cmdline = false }: { readonly former: GuestProcess | undefined; readonly cmdline?: boolean },
): Promise<GuestProcess | undefined> {
  const stat = await statOf(host, `/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const same = former?.stat.startedMs === stat.startedMs ? former : undefined;
  const threads = await threadsOf(host, pid, same?.threads ?? []);
  const isOver = stat.state === "Z" && threads.every(({ tid }) => tid === pid);
  return defined({
    pid,
    stat,
    threads: isOver ? [] : threads,
    cgroup: same?.cgroup ?? guestCgroup((await host.read(`/proc/${pid}/cgroup`)) ?? ""),
    cmdline: same?.cmdline ?? (cmdline && !isOver ? await cmdlineOf(host, pid) : undefined),
  });
}
