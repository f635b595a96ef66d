import { defined, type Guest, type GuestProblem, type GuestThread } from "../core/index.ts";
import { cgroupDomain } from "../parse/guest/guest-cgroup.ts";
import { isGuestProcess } from "../parse/guest/guest-thread.ts";
import type { GuestProcess } from "./guest-process.ts";
import type { StatusFile } from "./guest-status.ts";

/** Clocks of the file system and of processes tick apart by so much. */
const TICK_MS = 2000;

/** All that is known of one guest. */
export interface GuestParts {
  readonly domain: string;
  readonly file?: StatusFile | undefined;
  readonly pid?: number | undefined;
  readonly process?: GuestProcess | undefined;
  /** Processes can be seen at all: a captured tree may have none. */
  readonly hasProcesses: boolean;
  /** When the machine was booted, ms since the epoch; absent where its files are not its present ones. */
  readonly bootedAt?: number | undefined;
}

/** Whether the process is the one that the status file means: a number is given again to another process once it is free. */
function isItsOwn({ domain, file, process, bootedAt }: GuestParts): boolean {
  if (process === undefined) return false;
  const named = process.cgroup === undefined ? process.cmdline?.domain : cgroupDomain(process.cgroup);
  if (named !== undefined) return named === domain;
  const isLater =
    bootedAt !== undefined &&
    file?.modifiedAt !== undefined &&
    process.stat.startedMs + bootedAt > file.modifiedAt + TICK_MS;
  return isGuestProcess(process.stat.name) && !isLater;
}

/** Why the guest's process is not there any more; undefined where it is, or where that cannot be seen. */
function whyGone(parts: GuestParts): string | undefined {
  const { pid, process, hasProcesses } = parts;
  if (pid === undefined || !hasProcesses) return undefined;
  if (process === undefined) return `process ${pid} does not exist`;
  if (process.threads.length === 0) return `process ${pid} has ended`;
  return isItsOwn(parts) ? undefined : `${pid} is another process now`;
}

/** The threads that libvirt told of and that are not among those that are there. */
function lostThreads({ file, pid }: GuestParts, there: readonly GuestThread[]): readonly GuestThread[] {
  const told = [
    ...(pid === undefined ? [] : [pid]),
    ...(file?.status?.vcpus ?? []),
    ...(file?.status?.iothreads ?? []),
  ];
  const tids = new Set(there.map(({ tid }) => tid));
  return told.filter((tid) => !tids.has(tid)).map((tid) => ({ tid, dead: true }));
}

function threadsOf(parts: GuestParts, gone: string | undefined): readonly GuestThread[] {
  const { process } = parts;
  const isReused = gone !== undefined && process !== undefined && process.threads.length > 0;
  if (isReused) return [];
  const there = gone === undefined ? (process?.threads ?? []) : [];
  return [...there, ...lostThreads(parts, there)];
}

function problemsOf({ file, process }: GuestParts, gone: string | undefined, threads: readonly GuestThread[]) {
  const problems: GuestProblem[] = file?.problem === undefined ? [] : [file.problem];
  if (gone !== undefined) return [...problems, { kind: "gone" as const, why: gone }];
  if (process === undefined) return problems;
  if (process.stat.state === "Z")
    problems.push({ kind: "main-thread-dead", why: `main thread ${process.pid} has ended` });
  const dead = new Set(threads.filter((thread) => thread.dead === true).map(({ tid }) => tid));
  for (const [number, tid] of (file?.status?.vcpus ?? []).entries()) {
    if (dead.has(tid)) problems.push({ kind: "vcpu-dead", why: `thread ${tid} of vCPU ${number} has ended` });
  }
  return problems;
}

/** One guest, of whatever could be read of it. */
export function assembleGuest(parts: GuestParts): Guest {
  const { domain, file, pid, process } = parts;
  const gone = whyGone(parts);
  const there = gone === undefined ? process : undefined;
  const threads = threadsOf(parts, gone);
  const { iothreads: _, ...status } = file?.status ?? { state: "unknown", vcpus: [], taps: [], iothreads: [] };
  return defined({
    ...status,
    domain,
    uuid: file?.status?.uuid ?? there?.cmdline?.uuid,
    state: gone === undefined ? status.state : "gone",
    pid,
    startedMs: there?.stat.startedMs,
    threads,
    cgroup: there?.cgroup,
    problems: problemsOf(parts, gone, threads),
  }) as Guest;
}
