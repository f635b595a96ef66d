import type { BlockedThread } from "../host/blocked-threads.ts";

/** What the kernel takes for a hang (kernel.hung_task_timeout_secs); a guest that waits so long gives no answer any more. */
const STUCK_MS = 120_000;

interface Since {
  readonly switches: number;
  readonly at: number;
}

/** Tells which blocked threads have not run for two minutes, from one look to the next. */
export class StuckThreads {
  #since = new Map<string, Since>();

  /** `now` is monotonic, in ms. */
  look(threads: readonly BlockedThread[], now: number): readonly BlockedThread[] {
    const next = new Map<string, Since>();
    const stuck = threads.filter((thread) => {
      const key = `${thread.id} ${thread.startedMs}`;
      const before = this.#since.get(key);
      const since = before?.switches === thread.switches ? before : { switches: thread.switches, at: now };
      next.set(key, since);
      return now - since.at >= STUCK_MS;
    });
    this.#since = next;
    return stuck;
  }
}
