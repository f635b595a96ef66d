/** What /proc/PID/stat and /proc/PID/task/TID/stat say of a thread. */
export interface ProcStat {
  readonly id: number;
  readonly name: string;
  /** One letter: "Z" is a zombie, "D" waits without an end. */
  readonly state: string;
  /** ms since boot; with the id, it tells a thread from a later one that got the id. */
  readonly startedMs: number;
}

/** USER_HZ is 100 on every machine with KVM (include/uapi/asm-generic/param.h). */
const TICK_MS = 10;
/** starttime is the 22nd field (proc(5)); the state, the third, is the first behind the name. */
const START = 22 - 3;

/** "18119 (CPU 0/KVM) D 1 ...": the name may hold blanks and parentheses itself, so its end is the last one. */
export function parseProcStat(text: string): ProcStat | undefined {
  const [open, close] = [text.indexOf("("), text.lastIndexOf(")")];
  const id = Number(text.slice(0, open));
  if (open < 1 || close < open || !Number.isInteger(id)) return undefined;
  const fields = text.slice(close + 2).split(" ", START + 1);
  const [state = "", start = ""] = [fields[0], fields[START]];
  if (!/^[A-Za-z]$/.test(state) || !/^\d{1,15}$/.test(start)) return undefined;
  return { id, name: text.slice(open + 1, close), state, startedMs: Number(start) * TICK_MS };
}

/** The process of a thread, by its /proc/TID/status. */
export function threadGroup(text: string): number | undefined {
  const id = /^Tgid:\s{1,8}(\d{1,10})$/m.exec(text)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** How often a thread was taken off its CPU: the same number a while later means that it never ran (kernel/hung_task.c asks the same). */
export function switchesOf(status: string): number | undefined {
  const counts = [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\t(\d{1,20})$/gm)].map(([, count]) =>
    Number(count),
  );
  return counts.length === 2 ? counts.reduce((sum, count) => sum + count, 0) : undefined;
}
