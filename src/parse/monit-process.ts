import { type Host, look } from "../core/index.ts";

/** Whether the process of a pid file lives, told without monit. */
export interface ProcessSeen {
  /** Undefined where it cannot be told. */
  readonly alive: boolean | undefined;
  readonly pid?: number;
  /** The process that monit names is gone; it may have been replaced since monit looked. */
  readonly isReplaced?: boolean;
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

async function isRecycled(files: Files, path: string, pid: number): Promise<boolean> {
  const [stat, kernel] = [await textOf(files, `/proc/${pid}/stat`), await textOf(files, "/proc/stat")];
  const boot = /^btime (\d{1,12})$/m.exec(kernel ?? "")?.[1];
  const written = (await files.stat(path))?.modifiedAt;
  const ticks = parseStat(stat ?? "")?.ticks;
  if (boot === undefined || written === undefined || ticks === undefined) return false;
  return (Number(boot) + ticks / TICKS) * 1000 > written + YOUNGER_MS;
}

/** The process whose number stands in a pid file. Without the file there is none, for monit as for us. */
export async function pidFileSeen(files: Files, path: string): Promise<ProcessSeen> {
  const text = await look(files, path);
  if (!text.known) {
    const absent = text.denied !== true && text.why.endsWith("does not exist") && (await seesProcesses(files));
    return { alive: absent ? false : undefined, raw: text.why };
  }
  const digits = /^\s*(\d{1,7})\s*$/.exec(text.value)?.[1];
  const pid = Number(digits ?? 0);
  if (pid < 1 || pid > MOST_PID) return { alive: undefined, raw: `${path} holds no process number` };
  const seen = await processSeen(files, pid);
  if (seen.alive === true && (await isRecycled(files, path, pid)))
    return { alive: undefined, pid, raw: `${path}: pid ${pid} is of a process that is younger than the file` };
  return { ...seen, raw: `${path}: ${seen.raw}` };
}

/** The process that monit last saw, of a service without a pid file (`matching`). */
export async function lastPidSeen(files: Files, pid: number): Promise<ProcessSeen> {
  const seen = await processSeen(files, pid);
  return seen.alive === false ? { ...seen, alive: undefined, isReplaced: true } : seen;
}
