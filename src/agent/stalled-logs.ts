/** Lines that a log has grown by. */
export interface LogGrowth {
  readonly id: string;
  readonly records: number;
}

/** A log that should have grown, and did not. */
export interface StalledLog {
  readonly id: string;
  /** The log that has what is missing there. */
  readonly other: string;
}

/** Files that rsyslog writes the kernel's messages to: kern.log has these alone, the others all messages. */
const HOLDS_KERNEL = /(?:^|\/)(?:kern\.log|syslog|messages)$/;
const KERNEL_ONLY = /(?:^|\/)kern\.log$/;
/** So many lines are no matter of what a filter lets through. */
const LEAST_RECORDS = 20;
const STALLED_MS = 600_000;

interface Silence {
  readonly records: number;
  /** What the logs with the same messages had when it fell silent. */
  readonly others: ReadonlyMap<string, number>;
  /** When another log had enough that it lacks. */
  missesSince?: number;
}

/** Tells which logs fell silent while the same messages went on coming to others. */
export class StalledLogs {
  readonly #kmsg: string;
  readonly #silences = new Map<string, Silence>();

  /** `kmsg` is the name of the kernel's ring among the logs. */
  constructor(kmsg: string) {
    this.#kmsg = kmsg;
  }

  /** `now` is monotonic, in ms. */
  look(logs: readonly LogGrowth[], now: number): readonly StalledLog[] {
    return logs.filter(({ id }) => HOLDS_KERNEL.test(id)).flatMap((log) => this.#lookAt(log, logs, now) ?? []);
  }

  #lookAt({ id, records }: LogGrowth, logs: readonly LogGrowth[], now: number): StalledLog | undefined {
    const others = logs.filter((other) => other.id !== id && (other.id === this.#kmsg || KERNEL_ONLY.test(other.id)));
    const silence = this.#silences.get(id);
    if (silence === undefined || silence.records !== records) {
      this.#silences.set(id, { records, others: new Map(others.map((other) => [other.id, other.records])) });
      return undefined;
    }
    const ahead = others.find((other) => other.records - (silence.others.get(other.id) ?? 0) >= LEAST_RECORDS);
    if (ahead === undefined) return undefined;
    silence.missesSince ??= now;
    return now - silence.missesSince >= STALLED_MS ? { id, other: ahead.id } : undefined;
  }
}
