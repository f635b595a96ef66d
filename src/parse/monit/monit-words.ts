/** The bits of a status in monit's own words (event.c of 5.2.5 and 5.33; the lower twenty mean the same in both). */
const BITS: readonly string[] = [
  "Checksum failed",
  "Resource limit matched",
  "Timeout",
  "Timestamp failed",
  "Size failed",
  "Connection failed",
  "Permission failed",
  "UID failed",
  "GID failed",
  "Does not exist",
  "Invalid type",
  "Data access error",
  "Execution failed",
  "Filesystem flags failed",
  "ICMP failed",
  "Content failed",
  "Monit instance failed",
  "Action done",
  "PID failed",
  "PPID failed",
  "Heartbeat failed",
  "Status failed",
  "Uptime failed",
  "Link down",
  "Speed failed",
  "Saturation exceeded",
  "Download bytes exceeded",
  "Upload bytes exceeded",
  "Download packets exceeded",
  "Upload packets exceeded",
  "Does exist",
];

const NOT_THERE = 9;
const NOT_RUN = 12;

function has(status: number, bit: number): boolean {
  return Math.floor(status / 2 ** bit) % 2 === 1;
}

/** monit did not find the process, or could not look at it. */
export function isNotThere(status: number): boolean {
  return has(status, NOT_THERE);
}

/** A start, stop or restart failed. */
export function isNotRun(status: number): boolean {
  return has(status, NOT_RUN);
}

/** "Does not exist, Execution failed" of 0x1200; "OK" of 0. */
export function statusWords(status: number): string {
  const words = BITS.filter((_, bit) => has(status, bit));
  if (words.length === 0) return status === 0 ? "OK" : `0x${status.toString(16)}`;
  return words.join(", ");
}

const ACTIONS: Readonly<Record<number, string>> = {
  1: "alert",
  2: "restart",
  3: "stop",
  4: "exec",
  5: "unmonitor",
  6: "start",
  7: "monitor",
};

/** What somebody asked for; undefined where nothing waits. */
export function actionWord(pendingAction: number | undefined): string | undefined {
  return pendingAction === undefined || pendingAction === 0
    ? undefined
    : (ACTIONS[pendingAction] ?? `action ${pendingAction}`);
}

const TYPES = ["file system", "directory", "file", "process", "host", "system", "fifo", "program", "network"];

export function typeWord(type: number | undefined): string {
  return type === undefined ? "service" : (TYPES[type] ?? "service");
}
