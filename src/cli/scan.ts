import {
  defined,
  exitCode,
  explainError,
  type Finding,
  type Host,
  KraneError,
  type LogFormat,
  printable,
  type Status,
  worst,
} from "../core/index.ts";
import type { GuestsThere } from "../detect/guest-attribution.ts";
import { LogScan, type ScanInput, type ScannedSource } from "../detect/log-scan.ts";
import { loadRegistry, type Registry } from "../detect/registry.ts";
import { openHost } from "../host/open.ts";
import { FINDING_FORMATS } from "./format/finding-formats.ts";
import { COMMON_OPTIONS, choice, keysOf, langOption, parseOptions, printHelp } from "./options.ts";
import { capturedLog, openScanInputs } from "./scan-inputs.ts";
import { sinceOption } from "./since.ts";
import { type Terminal, terminal } from "./terminal.ts";

/** Everything that one run of `scan` found. */
export interface ScanReport {
  readonly status: Status;
  readonly sources: readonly ScannedSource[];
  readonly findings: readonly Finding[];
}

const SCAN_HELP = `Usage: krane-agent scan [options] [FILE... | -]

Reads logs and says what happened, to whom, and what to do next. Without a FILE: this boot's kernel log. Files may be gzip-compressed;
"-" is standard input. dmesg, /dev/kmsg records, syslog files and journalctl -o json are told apart by themselves.

Options:
  --format FORMAT  auto (default), dmesg, kmsg, syslog, journal
  --since TIME     only what happened since: 2026-11-21T03:00, or 2h, 30m, 7d ago
  --root DIR       the kernel log of a captured tree
  -o FORMAT        text (default), json, ndjson, nagios, junit, prometheus
  --lang LANG      en or ko (default: by the locale)
  -h, --help       this text

Exit codes: 0 nothing found, 1 warning, 2 critical, 3 unknown or a log could not be read, 64 wrong usage
Example: krane-agent scan /var/log/kern.log /var/log/kern.log.1 /var/log/kern.log.2.gz
`;

const FORMATS: readonly (LogFormat | "auto")[] = ["auto", "dmesg", "kmsg", "syslog", "journal"];

const OPTIONS = {
  ...COMMON_OPTIONS,
  format: { type: "string" },
  since: { type: "string" },
  root: { type: "string" },
  output: { type: "string", short: "o" },
  lang: { type: "string" },
} as const;

interface Wanted {
  readonly inputs: readonly (() => Promise<ScanInput>)[];
  readonly registry: Registry;
  readonly host: string;
  readonly since: number | undefined;
  readonly guests: GuestsThere | undefined;
}

/** Reads one log after the other; one that cannot be read costs the others nothing. */
async function scan({ inputs, registry, host, since, guests }: Wanted, screen: Terminal): Promise<ScanReport> {
  const pass = new LogScan(defined({ rules: registry.rules, host, since, guests }));
  const failed: Status[] = [];
  for (const open of inputs) {
    try {
      await pass.read(await open());
    } catch (error) {
      if (!(error instanceof KraneError)) throw error;
      failed.push("unknown");
      screen.warn(`krane-agent scan: ${printable(explainError(error))}\n`);
    }
  }
  const findings = pass.end();
  if (pass.leftOut > 0) screen.warn(`krane-agent scan: ${pass.leftOut} findings that are over are left out\n`);
  const open = findings.filter(({ endsAt }) => endsAt === undefined);
  return { status: worst([...open.map(({ status }) => status), ...failed]), sources: pass.sources, findings };
}

/**
 * The guests of the host whose ring is scanned, this one's or a captured tree's. A thread's id means nothing in a file from elsewhere or of
 * an earlier boot. Loaded only here: the parser of XML costs every other scan its start.
 */
async function guestsOf(
  host: Host,
  files: readonly string[],
  root: string | undefined,
): Promise<GuestsThere | undefined> {
  const isRing = files.length === 0 && (root === undefined || capturedLog(root)?.[1] !== "syslog");
  if (!isRing) return undefined;
  return (await import("./guests-there.ts")).guestsThere(host, root === undefined);
}

/** `krane-agent scan` */
export async function scanCommand(args: readonly string[]): Promise<number> {
  const { values, positionals: files } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  const lang = langOption(values.lang);
  const screen = terminal(lang);
  if (values.help === true) return printHelp(SCAN_HELP, screen);
  const output = choice("-o", values.output, keysOf(FINDING_FORMATS), "text");
  const format = choice("--format", values.format, FORMATS, "auto");
  const { root } = values;
  if (root !== undefined && files.length > 0) {
    throw new KraneError("KRANE_CLI_USAGE", "--root names the log already: give either --root DIR or files");
  }
  const registry = await loadRegistry(["rules"]);
  const machine = openHost(defined({ root }));
  const inputs = openScanInputs({ files, format, root });
  const since = sinceOption(values.since, Date.now());
  const guests = await guestsOf(machine, files, root);
  const report = await scan({ inputs, registry, host: machine.site.host, since, guests }, screen);
  const reader = output === "text" ? screen : { ...screen, lang: lang ?? "en" };
  screen.write(FINDING_FORMATS[output](report, reader, registry));
  return exitCode(report.status);
}
