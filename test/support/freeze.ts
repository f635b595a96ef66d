import { readdirSync, readFileSync } from "node:fs";
import { eventually } from "./eventually.ts";

/** Holds a daemon with SIGSTOP: the signal is sent at once, and each of its threads stops in its own time. */
export async function freeze(pid: number | undefined): Promise<void> {
  if (pid === undefined || pid < 2) throw new Error("no process to hold");
  process.kill(pid, "SIGSTOP");
  const tasks = `/proc/${pid}/task`;
  const isHeld = (task: string) => / [Tt] /.test(readFileSync(`${tasks}/${task}/stat`, "utf8"));
  await eventually(async () => (readdirSync(tasks).every(isHeld) ? true : undefined));
}
