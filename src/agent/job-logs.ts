import { explainError, field, type Log } from "../core/index.ts";
import { type BoshLogFile, boshLogs } from "../sources/bosh-logs.ts";
import { copiedLogSource } from "../sources/copied-log.ts";
import { pause } from "../sources/pause.ts";
import type { WatchedLog } from "./log-sources.ts";
import type { LogWatch } from "./log-watch.ts";

/** How often new logs are looked for: a deployment takes minutes. */
const LOOK_MS = 5000;

export interface JobLogsOptions {
  /** BOSH's folder. */
  readonly root: string;
  readonly watch: (log: WatchedLog) => LogWatch;
  readonly began: (watch: LogWatch) => void;
  readonly ended: (watch: LogWatch) => void;
  /** Where a former run stood in a log. */
  readonly cursor: (source: string) => string | undefined;
  readonly log: Log;
}

interface Followed {
  readonly watch: LogWatch;
  readonly end: AbortController;
  readonly running: Promise<void>;
}

/** The logs of a BOSH-managed VM: they come and go with its jobs. */
export class JobLogs {
  readonly #options: JobLogsOptions;
  readonly #followed = new Map<string, Followed>();
  #error: string | undefined;

  constructor(options: JobLogsOptions) {
    this.#options = options;
  }

  /** Follows what is there until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const first = this.#listed();
    // What stood in them before the agent was installed is history; what came while it was down is not.
    const wasHere = first.some(({ path }) => this.#options.cursor(path) !== undefined);
    this.#follow(first, wasHere ? "start" : "end", signal);
    while (!signal.aborted) {
      await pause(LOOK_MS, signal);
      if (!signal.aborted) this.#follow(this.#listed(), "start", signal);
    }
    await Promise.all(Array.from(this.#followed.values(), ({ running }) => running));
  }

  #listed(): readonly BoshLogFile[] {
    try {
      const logs = boshLogs(this.#options.root);
      this.#error = undefined;
      return logs;
    } catch (error) {
      const text = field(explainError(error));
      if (text !== this.#error) this.#options.log("warning", "cannot list the logs of jobs", { error: text });
      this.#error = text;
      return [];
    }
  }

  #follow(logs: readonly BoshLogFile[], from: "start" | "end", signal: AbortSignal): void {
    const paths = new Set(logs.map(({ path }) => path));
    for (const [path, followed] of this.#followed) if (!paths.has(path)) this.#end(path, followed);
    for (const { path, format } of logs) {
      if (this.#followed.has(path)) continue;
      const open: WatchedLog["open"] = (cursor) =>
        copiedLogSource({ path, format, from, ...(cursor !== undefined && { cursor }) });
      const watch = this.#options.watch({ id: path, open });
      const end = new AbortController();
      this.#options.began(watch);
      this.#followed.set(path, { watch, end, running: watch.run(AbortSignal.any([signal, end.signal])) });
    }
  }

  #end(path: string, { watch, end }: Followed): void {
    end.abort();
    this.#followed.delete(path);
    this.#options.ended(watch);
  }
}
