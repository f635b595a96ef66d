import type { AgentConfig } from "../config/schema.ts";
import { defined, type Log, type Loss, type Rule, type Source } from "../core/index.ts";
import { EventStream } from "../detect/event-stream.ts";
import { Fold } from "../detect/fold.ts";
import type { GuestsThere } from "../detect/guest-attribution.ts";
import { LogReader, type LogReaderOptions } from "../detect/log-reader.ts";
import { bootTime } from "../detect/log-scan.ts";
import type { Occurrence } from "../detect/occurrence.ts";
import type { KeptReport } from "../detect/report-assembler.ts";
import { type RuleSet, ruleSet } from "../detect/rule-set.ts";
import { allocateScanBuffer } from "../detect/scan-buffer.ts";
import { lazyScanner } from "../detect/scanner.ts";
import type { Interfaces } from "../detect/second-look.ts";
import { Seen } from "../detect/seen.ts";
import type { CrashDump } from "../parse/log/crash-dump.ts";
import { readBootId } from "../sources/boot-id.ts";
import { CrashDumps, type CrashDumpsOptions, PSTORE } from "./crash-dumps.ts";
import { JobLogs } from "./job-logs.ts";
import { KMSG, type WatchedLog, watchedLogs } from "./log-sources.ts";
import { LogWatch } from "./log-watch.ts";
import { Memory, type Remembered } from "./memory.ts";
import { readRing } from "./rescan.ts";
import type { SelfReport } from "./self-report.ts";
import type { LogGrowth } from "./stalled-logs.ts";

export interface IntakeOptions {
  readonly config: AgentConfig;
  readonly rules: readonly Rule[];
  readonly fold: Fold;
  readonly self: SelfReport;
  readonly guests: GuestsThere;
  /** Told of a guest's thread that is not known. */
  readonly unknown: (tid: number) => void;
  /** This machine's network interfaces. */
  readonly interfaces: Interfaces;
  readonly former: Remembered;
  readonly cursor: (source: string) => string | undefined;
  readonly log: Log;
  /** Told when something was read. */
  readonly read: () => void;
}

/** Anything that is read for as long as the agent runs, or once when it starts. */
export type WatchedSource = Pick<LogWatch, "id" | "cursor" | "busy" | "kept" | "progress" | "idle" | "run">;

/** From the logs of this host to the fold. */
export class Intake {
  readonly bootId = readBootId();
  readonly events: EventStream;
  readonly memory: Memory;
  readonly #options: IntakeOptions;
  readonly #rules: RuleSet;
  readonly #scanners: Pick<LogReaderOptions, "scanner" | "headed">;
  readonly #watches: WatchedSource[];
  readonly #jobLogs: JobLogs;

  constructor(options: IntakeOptions) {
    const { config, rules, fold, self, former, cursor, log, read } = options;
    this.#options = options;
    this.#rules = ruleSet(rules, { live: true });
    const { literals, headed } = this.#rules;
    this.#scanners = { scanner: lazyScanner(literals), headed: lazyScanner(literals.slice(0, headed)) };
    const { guests, unknown, interfaces } = options;
    const { recent, looks } = former;
    const seen = new Seen(former.seen);
    this.events = new EventStream({ rules, fold, seen, recent, looks, guests, unknown, interfaces, found: read });
    const shared = {
      buffer: allocateScanBuffer(),
      log,
      read,
      lost: self.partMissed,
      blind: (source: string, error: string | undefined) => {
        self.sourceBlind(source, error);
        read();
      },
    };
    const watch = ({ id, open }: WatchedLog, lost = shared.lost): LogWatch => {
      const reader = (format: Source["format"]) => this.#reader(format, id, former.reports.get(id));
      return new LogWatch({ ...shared, lost, id, open, cursor: cursor(id), reader });
    };
    const logs = watchedLogs(config, this.bootId).map((log) => watch(log));
    // That logrotate cuts them off is their daily life.
    const cutOrLost = (id: string, loss: Loss) => loss.why !== "truncated" && self.partMissed(id, loss);
    // Before the logs: what this boot says of a device comes behind what the last one said of it.
    this.#watches = config.pstore.length === 0 ? logs : [this.#dumps(shared, cursor(PSTORE)), ...logs];
    this.#jobLogs = new JobLogs({
      root: config.bosh,
      watch: (watched) => watch(watched, cutOrLost),
      began: (began) => void this.#watches.push(began),
      ended: (ended) => void this.#watches.splice(this.#watches.indexOf(ended), 1),
      cursor,
      log,
    });
    this.memory = new Memory(this.events, this.#watches, former);
  }

  /** All that is read now. */
  get watches(): readonly WatchedSource[] {
    return this.#watches;
  }

  /** Reads all logs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const reading = this.#watches.map((watch) => watch.run(signal));
    await Promise.all([...reading, this.#jobLogs.run(signal)]);
    this.events.secondLook?.close();
  }

  /** How far each log has grown that can be read. */
  growth(): readonly LogGrowth[] {
    return this.watches.map((watch) => watch.progress()).filter(({ error }) => error === undefined);
  }

  /** Reads this boot's kernel log again; gives the number of findings in it. What is new among them is told like any other. */
  rescan(): number {
    const { rules, read } = this.#options;
    const found: (readonly [occurrence: Occurrence, times: number])[] = [];
    readRing(this.#reader("kmsg", KMSG, [], (...seen) => void found.push(seen)));
    const alone = new Fold("");
    const stream = new EventStream({ rules, fold: alone });
    // To what the watch counted, another reading of the same ring is like another log.
    const again = `${KMSG} at ${Date.now()}`;
    for (const [occurrence, times] of found) {
      stream.push(occurrence, KMSG, times);
      this.events.push(occurrence, again, times);
    }
    read();
    return alone.changes(0, true).findings.length;
  }

  #dumps(shared: Pick<CrashDumpsOptions, "buffer" | "log" | "read" | "blind">, cursor: string | undefined): CrashDumps {
    const folders = this.#options.config.pstore;
    const found = (occurrence: Occurrence, times: number): void => this.events.push(occurrence, PSTORE, times);
    const reader = ({ path }: CrashDump, bootTime: number | undefined): LogReader => {
      const clock = () => defined({ now: Date.now(), bootTime });
      return new LogReader({ rules: this.#rules, ...this.#scanners, format: "dmesg", path, clock, found });
    };
    return new CrashDumps({ ...shared, folders, cursor, reader });
  }

  #reader(
    format: Source["format"],
    id: string,
    reports: readonly KeptReport[] = [],
    found = (occurrence: Occurrence, times: number): void => this.events.push(occurrence, id, times),
  ): LogReader {
    const clock = () => ({ now: Date.now(), bootTime: bootTime(), bootId: this.bootId });
    return new LogReader({ rules: this.#rules, ...this.#scanners, format, path: id, clock, found, reports });
  }
}
