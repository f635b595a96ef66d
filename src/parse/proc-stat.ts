/** What /proc/PID/stat and /proc/PID/task/TID/stat say of a thread. */
export interface ProcStat {
  readonly name: string;
  /** One letter: "Z" is a zombie, "D" waits without an end. */
  readonly state: string;
  /** ms since boot. */
  readonly startedMs: number;
}

/** USER_HZ is 100 on every machine with KVM (include/uapi/asm-generic/param.h). */
const TICK_MS = 10;
/** starttime is the 22nd field (proc(5)); the state, the third, is the first behind the name. */
const START = 22 - 3;

/** The name stands in parentheses and may hold blanks and parentheses itself. */
export function parseProcStat(text: string): ProcStat | undefined {
  const [open, close] = [text.indexOf("("), text.lastIndexOf(")")];
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(" ", START + 1);
  const [state = "", start = ""] = [fields[0], fields[START]];
  if (!/^[A-Za-z]$/.test(state) || !/^\d{1,15}$/.test(start)) return undefined;
  return { name: text.slice(open + 1, close), state, startedMs: Number(start) * TICK_MS };
}

/** The process of a thread, by its /proc/TID/status. */
export function threadGroup(text: string): number | undefined {
  const id = /^Tgid:\s{1,8}(\d{1,10})$/m.exec(text)?.[1];
  return id === undefined ? undefined : Number(id);
}
