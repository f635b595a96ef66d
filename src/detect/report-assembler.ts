import type { LogRecord, ReportKind } from "../core/index.ts";
import { parseKernelReport, type ReportState } from "../parse/report/kernel-report.ts";
import { isOomVerdict } from "../parse/report/oom.ts";
import { isReportEnd, type ReportStart, reportStart } from "../parse/report/report-start.ts";

/** Text of one report that is kept; what comes behind is only counted as belonging to it. */
const MAX_BYTES = 65_536;
/** Silence that ends a report without an end line. */
const IDLE_MS = 2000;
/** Reports of different CPUs and threads that may be open at once, told apart by the caller id where the log prints it. */
const MAX_OPEN = 64;

/** A line of a log as it stood there, and what it says. */
export interface Entry {
  readonly record: LogRecord;
  readonly line: string;
}

/** A report put together: its first record, whose attributes say all that the report says, and its lines. */
export interface Report {
  readonly record: LogRecord;
  readonly lines: readonly string[];
}

/** The lines of a report that is not at its end, as they are kept over a restart. */
export type KeptReport = readonly Entry[];

interface Open {
  readonly entries: Entry[];
  bytes: number;
  /** The "CPU: n PID: n Comm: x" line was there: a further start is a further report. */
  header: boolean;
  last: LogRecord;
}

/**
 * Puts the lines of a kernel report ("BUG: ..." to "end trace") together into one record, before any rule sees it.
 * Lines of several CPUs are told apart by their caller id; where the kernel prints none, a start behind a header opens the next report.
 */
export class ReportAssembler {
  readonly #open = new Map<string, Open>();
  /** CPUs that a report asked for their traces -> the report. */
  readonly #asked = new Map<string, string>();

  /** Goes on with the reports of a former run, as if their lines had been read at `now`: the rest may stand in the log already. */
  constructor(kept: readonly KeptReport[] = [], now = 0) {
    for (const [first, ...others] of kept) {
      if (first === undefined) continue;
      const key = keyOf(first);
      this.#start(key, first);
      const open = this.#open.get(key);
      if (open === undefined) continue;
      for (const entry of others) append(open, entry);
      open.last = { ...open.last, observedTimestamp: now };
    }
  }

  /** The reports that are not at their end, for the next run. */
  kept(): readonly KeptReport[] {
    return Array.from(this.#open.values(), ({ entries }) => entries);
  }

  /** Whether lines have to be handed over one by one, because a report is not at its end. */
  get busy(): boolean {
    return this.#open.size > 0;
  }

  /** Takes one record of the kernel; gives the reports that end with it or before it. */
  push(entry: Entry): Report[] {
    const done = this.#endIdle(entry.record);
    const start = reportStart(entry.record.body);
    const key = this.#reportOf(keyOf(entry), start !== undefined);
    const open = this.#open.get(key);
    if (start !== undefined && (open === undefined || begins(start, entry, open))) {
      if (open !== undefined) done.push(this.#close(key, "cut"));
      done.push(...this.#start(key, entry));
    } else if (open !== undefined) append(open, entry);
    return [...done, ...this.#endWith(key, entry.record.body)];
  }

  #endWith(key: string, body: string): Report[] {
    const open = this.#open.get(key);
    if (open === undefined) return [];
    for (const cpu of askedCpus(body)) this.#asked.set(`C${cpu}`, key);
    if (isReportEnd(body)) return [this.#close(key, this.#open.size > 1 ? "interleaved" : "complete")];
    return open.bytes > MAX_BYTES ? [this.#close(key, "cut")] : [];
  }

  /** Gives the reports that have been silent until `now` (ms since the epoch, by the reader's clock). */
  idle(now: number): Report[] {
    const keys = [...this.#open].filter(([, open]) => now - open.last.observedTimestamp >= IDLE_MS).map(([key]) => key);
    return keys.map((key) => this.#close(key, "cut"));
  }

  /** Gives all that is open, at the end of a log. */
  end(): Report[] {
    return [...this.#open.keys()].map((key) => this.#close(key, "cut"));
  }

  /** The report that lines of a caller belong to: its own, else the one that asked its CPU. */
  #reportOf(key: string, starts: boolean): string {
    return starts || this.#open.has(key) ? key : (this.#asked.get(key) ?? key);
  }

  #start(key: string, entry: Entry): Report[] {
    const [oldest] = this.#open.keys();
    const evicted = this.#open.size >= MAX_OPEN && oldest !== undefined ? [this.#close(oldest, "cut")] : [];
    const open: Open = { entries: [], bytes: 0, header: false, last: entry.record };
    append(open, entry);
    this.#open.set(key, open);
    return evicted;
  }

  #endIdle(record: LogRecord): Report[] {
    const keys = [...this.#open].filter(([, open]) => elapsed(open.last, record) > IDLE_MS).map(([key]) => key);
    return keys.map((key) => this.#close(key, "cut"));
  }

  #close(key: string, state: ReportState): Report {
    const open = this.#open.get(key);
    const first = open?.entries[0];
    if (open === undefined || first === undefined) throw new Error(`no report is open for "${key}"`);
    this.#open.delete(key);
    for (const [cpu, asker] of this.#asked) if (asker === key) this.#asked.delete(cpu);
    const bodies = open.entries.map(({ record }) => record.body);
    const { attributes } = parseKernelReport(bodies, state);
    const record = {
      ...first.record,
      body: bodies.join("\n"),
      attributes: { ...first.record.attributes, ...attributes },
    };
    return { record, lines: tellingFirst(open.entries) };
  }
}

/** The lines of a report as evidence, of which only the first are shown: what decides must be among them. */
function tellingFirst(entries: readonly Entry[]): readonly string[] {
  const [first, ...others] = entries;
  const [telling, rest] = [true, false].map((wanted) =>
    others.filter(({ record }) => isOomVerdict(record.body) === wanted),
  );
  return [...(first === undefined ? [] : [first]), ...(telling ?? []), ...(rest ?? [])].map(({ line }) => line);
}

function keyOf({ record }: Entry): string {
  return String(record.attributes["krane.kernel.caller"] ?? "");
}

/** "Sending NMI from CPU 1 to CPUs 0,4-5:": they answer in their own names (lib/nmi_backtrace.c). */
const ASKED = /^Sending NMI from CPU \d{1,5} to CPUs (?<cpus>[\d,-]{1,64}):/;
/** CPUs whose answers are waited for; of a range its ends. */
const MOST_ASKED = 8;

function askedCpus(body: string): readonly string[] {
  return body.startsWith("Sending NMI ")
    ? (ASKED.exec(body)?.groups?.cpus?.split(/[,-]/).slice(0, MOST_ASKED) ?? [])
    : [];
}

/** Reports whose first line is always their first, so that the next such line is the next report even before a header. */
const WHOLE: readonly (ReportKind | undefined)[] = [
  "hung-task",
  "soft-lockup",
  "hard-lockup",
  "unregister-netdevice",
  "nmi",
];

/** Whether a start opens the next report, instead of going on with the one that is open. */
function begins(start: ReportStart, { record }: Entry, open: Open): boolean {
  const first = open.entries[0]?.record.body ?? "";
  if (start.kind === "oom" && !record.body.includes("invoked oom-killer")) return reportStart(first)?.kind !== "oom";
  if (start.kind === "memory-failure") return open.header || pageOf(first) !== pageOf(record.body);
  return open.header || WHOLE.includes(start.kind);
}

/** The page that a "Memory failure: 0x1a2b3c: ..." is about. */
function pageOf(body: string): string | undefined {
  return /^(?:Memory failure:|MCE) (0x[0-9a-f]{1,16}):/.exec(body)?.[1];
}

/** "[   4110] 64055  4110  1048576 ...": of the table of all processes in a report of an OOM kill, which may be larger than what is kept. */
const PROCESS = /^\[ *\d{1,10}\] +\d{1,10} +\d{1,10} /;

function append(open: Open, entry: Entry): void {
  if (!PROCESS.test(entry.record.body)) {
    open.entries.push(entry);
    open.bytes += entry.line.length;
  }
  open.header ||= /^CPU: \d/.test(entry.record.body);
  open.last = entry.record;
}

/** ms from one record to a later one, by the kernel's clock where both have it; 0 where it cannot be told. */
function elapsed(earlier: LogRecord, later: LogRecord): number {
  const [from, to] = [earlier, later].map(({ attributes }) => attributes["krane.kernel.uptime_us"]);
  if (typeof from === "number" && typeof to === "number") return (to - from) / 1000;
  return earlier.timestamp === undefined || later.timestamp === undefined ? 0 : later.timestamp - earlier.timestamp;
}
