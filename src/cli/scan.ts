import {
  defined,
  exitCode,
  explainError,
  type Finding,
  type Host,
  KraneError,
  printable,
  type Status,
  worst,
} from "../core/index.ts";
import type { GuestsThere } from "../detect/guest-attribution.ts";
import { interfacesOf } from "../detect/interface-place.ts";
import { LogScan, type ScannedSource } from "../detect/log-scan.ts";
import { loadRegistry, type Registry } from "../detect/registry.ts";
import type { Interfaces } from "../detect/second-look.ts";
import { openHost } from "../host/open.ts";
import { FINDING_FORMATS } from "./format/finding-formats.ts";
import { printHelp } from "./options.ts";
import { type Progress, progressBar } from "./progress.ts";
import { oneBoot } from "./scan-boot.ts";
import { type AskedLog, askedLogs, capturedFormat, type OpenInput } from "./scan-inputs.ts";
import { SCAN_HELP, type ScanOptions, scanOptions } from "./scan-options.ts";
import { type Terminal, terminal } from "./terminal.ts";

/** Everything that one run of `scan` found. */
export interface ScanReport {
  readonly status: Status;
  readonly sources: readonly ScannedSource[];
  readonly findings: readonly Finding[];
}

/** By what a log is read: the rules, the host it is of, and what is known of that host. */
interface Looked {
  readonly registry: Registry;
  readonly host: string;
  readonly guests: GuestsThere | undefined;
  /** That host's network interfaces as they are now, where all logs are of it. */
  readonly interfaces: Interfaces | undefined;
}

/** One reading of several logs, one after the other; one that cannot be read costs the others nothing. */
export class Scan {
  readonly screen: Terminal;
  readonly pass: LogScan;
  #progress: Progress | undefined;
  #open: OpenInput | undefined;
  /** Bytes of the files that are read to their end. */
  #done = 0;
  #failed = false;

  constructor(
    { since, until }: Pick<ScanOptions, "since" | "until">,
    { registry, ...looked }: Looked,
    screen: Terminal,
  ) {
    this.screen = screen;
    const progress = (bytes: number) => {
      const done = this.#done + (this.#open?.place?.() ?? 0);
      this.#progress?.step(bytes, done, this.pass.found);
    };
    this.pass = new LogScan(defined({ rules: registry.rules, ...looked, since, until, progress }));
  }

  async read(logs: readonly AskedLog[]): Promise<void> {
    const sizes = logs.map(({ size }) => size);
    const total = sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
    this.#progress = progressBar(total, this.screen);
    for (const log of logs) {
      try {
        this.#open = await log.open();
        await this.pass.read(this.#open);
      } catch (error) {
        this.#progress?.clear();
        this.note(error);
        this.fail();
      }
      this.#open = undefined;
      this.#done += log.size ?? 0;
    }
    this.#progress?.clear();
    this.#progress = undefined;
  }

  /** A log could not be read: without a fault, the verdict is unknown. */
  fail(): void {
    this.#failed = true;
  }

  /** Tells what could not be read. */
  note(error: unknown): void {
    if (!(error instanceof KraneError)) throw error;
    this.screen.warn(`krane-agent scan: ${printable(explainError(error))}\n`);
  }

  async report(): Promise<ScanReport> {
    const { pass, screen } = this;
    await pass.settle();
    const findings = pass.end();
    if (pass.leftOut > 0) screen.warn(`krane-agent scan: ${pass.leftOut} findings that are over are left out\n`);
    const open = findings.filter(({ endsAt }) => endsAt === undefined);
    const statuses = open.map(({ status }) => status);
    return { status: worst(this.#failed ? [...statuses, "unknown"] : statuses), sources: pass.sources, findings };
  }
}

async function scanOnce(options: ScanOptions, looked: Looked, screen: Terminal): Promise<ScanReport> {
  const asked = await askedLogs(options);
  const boot = options.boot === undefined ? undefined : await oneBoot(asked.logs, options.boot);
  const since = Math.max(options.since ?? Number.NEGATIVE_INFINITY, boot?.since ?? Number.NEGATIVE_INFINITY);
  const until = Math.min(options.until ?? Number.POSITIVE_INFINITY, boot?.until ?? Number.POSITIVE_INFINITY);
  const scan = new Scan({ since, until }, looked, screen);
  for (const note of asked.notes) scan.note(note);
  await scan.read(boot?.logs ?? asked.logs);
  return scan.report();
}

/** Threads are looked up only where the log is of the host's present boot: its own ring, live or captured. */
async function guestsOf(host: Host, { files, root }: ScanOptions): Promise<GuestsThere | undefined> {
  const isRing = files.length === 0 && (root === undefined || capturedFormat(root) !== "syslog");
  return isRing ? (await import("./guests-there.ts")).guestsThere(host, root === undefined) : undefined;
}

/** A file may be of any host and any time; what stands in it is all that can be said. */
function presentInterfaces(host: Host, guests: GuestsThere | undefined, { files, pstore }: ScanOptions) {
  if (files.length > 0 || pstore) return undefined;
  return interfacesOf(host, guests && (async (nic) => guests.directory.on(nic)));
}

/** `krane-agent scan` */
export async function scanCommand(args: readonly string[]): Promise<number> {
  const options = scanOptions(args);
  const { lang, root, output } = options;
  const screen = terminal(lang);
  if (options.help) return printHelp(SCAN_HELP, screen);
  const registry = await loadRegistry(["rules"]);
  const machine = openHost(defined({ root }));
  const guests = await guestsOf(machine, options);
  const interfaces = presentInterfaces(machine, guests, options);
  const looked = { registry, host: machine.site.host, guests, interfaces };
  const reader = output === "text" ? screen : { ...screen, lang: lang ?? "en" };
  if (options.follow !== undefined) {
    const { followLogs } = await import("./follow.ts");
    return followLogs(options, new Scan(options, looked, screen), { output, screen: reader, registry });
  }
  const report = await scanOnce(options, looked, screen);
  screen.write(FINDING_FORMATS[output](report, reader, registry));
  return exitCode(report.status);
}
