import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export type Command = readonly [program: string, ...args: string[]];

const ENV = { ...process.env, LC_ALL: "C" };

/** Seconds after which a program is stopped: a bench ends. */
export const PATIENCE_S = 60;

export interface Timed {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** User and system time in seconds: of the whole process, its start included, as the kernel counts it. */
  readonly cpu: number;
  /** From its start to its end, seconds. */
  readonly wall: number;
}

/** What a run printed, and its times; throws where it did not end in time. */
export function runTimed([program, ...args]: Command): Timed {
  const script = 'TIMEFORMAT="%3U %3S %3R"; { time "$@" 2>&3; } 3>&2 2>&1; echo $?';
  const { stdout, stderr, status } = spawnSync(
    "timeout",
    [`${PATIENCE_S}`, "bash", "-c", script, "bash", program, ...args],
    {
      encoding: "utf8",
      env: ENV,
      maxBuffer: 2 ** 29,
    },
  );
  if (status !== 0) throw new Error(`${program} did not end within ${PATIENCE_S} s`);
  const lines = stdout.trimEnd().split("\n");
  const exitCode = Number(lines.pop());
  const [user = Number.NaN, system = Number.NaN, wall = Number.NaN] = (lines.pop() ?? "").split(" ").map(Number);
  return { stdout: lines.join("\n"), stderr, exitCode, cpu: user + system, wall };
}

/**
 * The largest memory of a run in MB, asked of the kernel every millisecond. Of the resident set that is the kernel's own maximum, so a
 * late answer is right too; the private part of it (RssAnon) is what was seen, without the pages of program files that all share.
 */
export async function peakMemory([program, ...args]: Command, what: "VmHWM" | "RssAnon" = "VmHWM"): Promise<number> {
  // A pipe and not /dev/null, where grep would stop at its first match.
  const timeout = PATIENCE_S * 1000;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], env: ENV, timeout, killSignal: "SIGKILL" });
  child.stdout.resume();
  const line = new RegExp(`^${what}:\\s+(\\d+)`, "m");
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const status = child.pid === undefined ? "" : readStatus(child.pid);
    peak = Math.max(peak, Number(line.exec(status)?.[1] ?? 0));
    await delay(1);
  }
  return peak / 1024;
}

/** Empty where the process has just ended. */
function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return "";
    throw error;
  }
}
