import type { AgentConfig } from "../config/schema.ts";
import type { Log, Rule, Source } from "../core/index.ts";
import { EventStream } from "../detect/event-stream.ts";
import { Fold } from "../detect/fold.ts";
import type { GuestsThere } from "../detect/guest-attribution.ts";
import { LogReader } from "../detect/log-reader.ts";
import { bootTime } from "../detect/log-scan.ts";
import type { Occurrence } from "../detect/occurrence.ts";
import type { KeptReport } from "../detect/report-assembler.ts";
import { type RuleSet, ruleSet } from "../detect/rule-set.ts";
import { allocateScanBuffer } from "../detect/scan-buffer.ts";
import { compileScanner, type Scanner } from "../detect/scanner.ts";
import { Seen } from "../detect/seen.ts";
import { readBootId } from "../sources/boot-id.ts";
import { KMSG, watchedLogs } from "./log-sources.ts";
import { LogWatch } from "./log-watch.ts";
import { Memory, type Remembered } from "./memory.ts";
import { readRing } from "./rescan.ts";
import type { SelfReport } from "./self-report.ts";

export interface IntakeOptions {
  readonly config: AgentConfig;
  readonly rules: readonly Rule[];
  readonly fold: Fold;
  readonly self: SelfReport;
  readonly guests: GuestsThere;
  /** Told of a guest's thread that is not known. */
  readonly unknown: (tid: number) => void;
  readonly former: Remembered;
  readonly cursor: (source: string) => string | undefined;
  readonly log: Log;
  /** Told when something was read. */
  readonly read: () => void;
}

/** From the logs of this host to the fold. */
export class Intake {
  readonly bootId = readBootId();
  readonly events: EventStream;
  readonly watches: readonly LogWatch[];
  readonly memory: Memory;
  readonly #options: IntakeOptions;
  readonly #rules: RuleSet;
  readonly #scanner: Scanner;

  constructor(options: IntakeOptions) {
    const { config, rules, fold, self, former, cursor, log, read, guests, unknown } = options;
    this.#options = options;
    this.#rules = ruleSet(rules);
    this.#scanner = compileScanner(this.#rules.literals);
    this.events = new EventStream({
      rules,
      fold,
      seen: new Seen(former.seen),
      recent: former.recent,
      guests,
      unknown,
    });
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
    this.watches = watchedLogs(config, this.bootId).map(({ id, open }) => {
      const reader = (format: Source["format"]) => this.#reader(format, id, former.reports.get(id));
      return new LogWatch({ ...shared, id, open, cursor: cursor(id), reader });
    });
    this.memory = new Memory(this.events, this.watches, former);
  }

  /** Reads all logs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.watches.map((watch) => watch.run(signal)));
  }

  /** Reads this boot's kernel log again; gives the number of findings in it. What is new among them is told like any other. */
  rescan(): number {
    const { rules, read } = this.#options;
    const found: Occurrence[] = [];
    readRing(this.#reader("kmsg", KMSG, [], (occurrence) => found.push(occurrence)));
    const alone = new Fold("");
    const stream = new EventStream({ rules, fold: alone });
    for (const occurrence of found) {
      stream.push(occurrence, KMSG);
      this.events.push(occurrence, KMSG);
    }
    read();
    return alone.changes(0, true).findings.length;
  }

  #reader(
    format: Source["format"],
    id: string,
    reports: readonly KeptReport[] = [],
    found = (occurrence: Occurrence): void => this.events.push(occurrence, id),
  ): LogReader {
    const clock = () => ({ now: Date.now(), bootTime: bootTime(), bootId: this.bootId });
    return new LogReader({ rules: this.#rules, scanner: this.#scanner, format, path: id, clock, found, reports });
  }
}
