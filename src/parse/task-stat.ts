/** What /proc/PID/stat and /proc/PID/task/TID/stat say of a thread. */
export interface TaskStat {
  readonly id: number;
  readonly name: string;
  /** R, S, D, ... (proc(5)). */
  readonly state: string;
  /** Ticks from boot to its start: with the id, it tells a thread from a later one that got the id. */
  readonly startedAt: string;
}

/** "18119 (CPU 0/KVM) D 1 ...": the name may hold blanks and brackets, so its end is the last bracket. */
export function parseTaskStat(text: string): TaskStat | undefined {
  const [open, close] = [text.indexOf(" ("), text.lastIndexOf(") ")];
  const id = Number(text.slice(0, open));
  if (open < 1 || close < open || !Number.isInteger(id)) return undefined;
  const fields = text.slice(close + 2).split(" ");
  const [state, startedAt] = [fields[0], fields[19]];
  if (state === undefined || startedAt === undefined) return undefined;
  return { id, name: text.slice(open + 2, close), state, startedAt };
}

/** How often a thread was taken off its CPU: the same number a while later means that it never ran (kernel/hung_task.c asks the same). */
export function switchesOf(status: string): number | undefined {
  const counts = [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\t(\d{1,20})$/gm)].map(([, count]) =>
    Number(count),
  );
  return counts.length === 2 ? counts.reduce((sum, count) => sum + count, 0) : undefined;
}
