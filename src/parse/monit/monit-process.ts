import { type Host, look } from "../../core/index.ts";

/** Whether the process of a pid file lives, told without monit. */
export interface ProcessSeen {
  /** Undefined where it cannot be told. */
  readonly alive: boolean | undefined;
  readonly pid?: number;
  /** The process that monit names is gone; it may have been replaced since monit looked. */
  readonly isReplaced?: boolean;
  /** The number of the pid file is another process's by now. */
  readonly isAnother?: boolean;
  /** There is a pid file without a number in it. */
  readonly isGarbage?: boolean;
  /** The process that monit last saw lives, and its pid file is gone. */
  readonly isFileGone?: boolean;
  /** What was seen, or why it is not known. */
  readonly raw: string;
}

type Files = Pick<Host, "read" | "stat">;

/** PID_MAX_LIMIT of a 64-bit kernel. */
const MOST_PID = 4_194_304;
/** Ticks of /proc/PID/stat, whatever the kernel's own clock (USER_HZ). */
const TICKS = 100;
/** A daemon writes its pid file after it has started; a process that is this much younger is another one with its number. */
const YOUNGER_MS = 60_000;

/** State and start of a process (proc(5)): its name stands in brackets and may hold any character. */
function parseStat(text: string): { readonly state: string; readonly ticks: number } | undefined {
  const rest = text
    .slice(text.lastIndexOf(")") + 1)
    .trim()
    .split(" ");
  const [state = "", ticks = ""] = [rest[0], rest[19]];
  return /^[A-Za-z]$/.test(state) && /^\d{1,18}$/.test(ticks) ? { state, ticks: Number(ticks) } : undefined;
}

async function textOf(files: Files, path: string): Promise<string | undefined> {
  const text = await look(files, path);
  return text.known ? text.value : undefined;
}

/** With hidepid, and in a tree without processes, nobody's can be seen: not even the first. */
async function seesProcesses(files: Files): Promise<boolean> {
  return (await textOf(files, "/proc/1/stat")) !== undefined;
}

/** Whether process `pid` lives. */
export async function processSeen(files: Files, pid: number): Promise<ProcessSeen> {
  const stat = await look(files, `/proc/${pid}/stat`);
  if (!stat.known) {
    const gone = stat.denied !== true && stat.why.endsWith("does not exist") && (await seesProcesses(files));
    return gone ? { alive: false, pid, raw: `pid ${pid} is gone` } : { alive: undefined, pid, raw: stat.why };
  }
  const found = parseStat(stat.value);
  if (found === undefined) return { alive: undefined, pid, raw: `/proc/${pid}/stat is not understood` };
  const isDead = /[ZXx]/.test(found.state);
  return { alive: !isDead, pid, raw: isDead ? `pid ${pid} is a zombie` : `pid ${pid} lives` };
}

async function isYounger(files: Files, path: string, pid: number): Promise<boolean> {
  const [stat, kernel] = [await textOf(files, `/proc/${pid}/stat`), await textOf(files, "/proc/stat")];
  const boot = /^btime (\d{1,12})$/m.exec(kernel ?? "")?.[1];
  const written = (await files.stat(path))?.modifiedAt;
  const ticks = parseStat(stat ?? "")?.ticks;
  if (boot === undefined || written === undefined || ticks === undefined) return false;
  return (Number(boot) + ticks / TICKS) * 1000 > written + YOUNGER_MS;
}

/** Words of a name that tell: "kube-apiserver" has both of its own, and "ctl" or "start" are anybody's. */
function tokens(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => name.toLowerCase().split(/[^a-z0-9]+/)).filter((word) => word.length >= 3);
}

/**
 * A younger process whose command line has nothing of the service's name either is another one. Age alone does not prove it: a clock that
 * is set after the boot makes files older than their processes.
 */
async function isAnother(files: Files, pid: number, names: readonly string[]): Promise<boolean> {
  const command = await textOf(files, `/proc/${pid}/cmdline`);
  if (command === undefined) return false;
  const text = command.toLowerCase();
  const words = tokens(names);
  return words.length > 0 && !words.some((word) => text.includes(word));
}

/** The process whose number stands in a pid file, of the service with these names. Without the file there is none, for monit as for us. */
export async function pidFileSeen(files: Files, path: string, names: readonly string[] = []): Promise<ProcessSeen> {
  const text = await look(files, path);
  if (!text.known) {
    const absent = text.denied !== true && text.why.endsWith("does not exist") && (await seesProcesses(files));
    return { alive: absent ? false : undefined, raw: text.why };
  }
  const digits = /^\s*(\d{1,7})\s*$/.exec(text.value)?.[1];
  const pid = Number(digits ?? 0);
  if (pid < 1 || pid > MOST_PID) return { alive: undefined, isGarbage: true, raw: `${path} holds no process number` };
  const seen = await processSeen(files, pid);
  if (seen.alive !== true || !(await isYounger(files, path, pid))) return { ...seen, raw: `${path}: ${seen.raw}` };
  const raw = `${path}: pid ${pid} is of a process that is younger than the file`;
  return (await isAnother(files, pid, [path.slice(path.lastIndexOf("/") + 1).replace(/\.pid$/, ""), ...names]))
    ? { alive: false, pid, isAnother: true, raw: `${raw}, and has another name` }
    : { alive: undefined, pid, raw };
}

/** The process that monit last saw, of a service without a pid file (`matching`). */
export async function lastPidSeen(files: Files, pid: number): Promise<ProcessSeen> {
  const seen = await processSeen(files, pid);
  return seen.alive === false ? { ...seen, alive: undefined, isReplaced: true } : seen;
}
