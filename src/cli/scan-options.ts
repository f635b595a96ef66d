import { KraneError, type Lang, type LogFormat } from "../core/index.ts";
import { FINDING_FORMATS } from "./format/finding-formats.ts";
import { COMMON_OPTIONS, choice, keysOf, langOption, parseOptions } from "./options.ts";
import { sinceOption } from "./since.ts";

export const SCAN_HELP = `Usage: krane-agent scan [options] [FILE... | -]

Reads logs and says what happened, to whom, and what to do next. Several files are read in the order of their first records, whatever
the order of their names. Files may be gzip-compressed; "-" is standard input. dmesg, /dev/kmsg records, syslog files, journalctl -o json,
guests' logs (/var/log/libvirt/qemu/*.log), monit.log, what monit summary and status and what the bosh CLI print, and crash
dumps (dmesg-efi-*, dmesg-ramoops-*) are told apart by themselves.
Without a FILE: this boot's kernel log, and the crash dump of the boot before where there is one.

Options:
  --format FORMAT  auto (default), dmesg, kmsg, syslog, journal, qemu, monit, bosh
  --since TIME     only what happened since: 2026-11-21T03:00, or 2h, 30m, 7d ago
  --until TIME     only what happened until then
  --boot[=N]       only one boot of those that the files tell of: 0 the last (default), -1 the one before, ...
  --pstore         all crash dumps of earlier boots (/sys/fs/pstore, /var/lib/systemd/pstore), and FILEs if any
  -f, --follow[=copytruncate]
                   goes on reading what is written, until Ctrl-C: findings as they come, change and end (-o text or ndjson). A log that
                   is renamed in its rotation loses nothing; copytruncate is for one that is copied and cut off, which always may
                   lose what is written meanwhile
  --root DIR       the kernel log and crash dumps of a captured tree
  -o FORMAT        text (default), json, ndjson, nagios, junit, prometheus
  --lang LANG      en or ko (default: by the locale)
  -h, --help       this text

Exit codes: 0 nothing found, 1 warning, 2 critical, 3 unknown or a log could not be read, 64 wrong usage
Example: krane-agent scan --since 2d /var/log/kern.log* /var/log/libvirt/qemu/*.log
`;

const FORMATS: readonly (LogFormat | "auto")[] = [
  "auto",
  "dmesg",
  "kmsg",
  "syslog",
  "journal",
  "qemu",
  "monit",
  "bosh",
];

const FOLLOWS = ["rename", "copytruncate"] as const;

const OPTIONS = {
  ...COMMON_OPTIONS,
  format: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  boot: { type: "string" },
  pstore: { type: "boolean" },
  follow: { type: "string" },
  root: { type: "string" },
  output: { type: "string", short: "o" },
  lang: { type: "string" },
} as const;

export type ScanOutput = keyof typeof FINDING_FORMATS;

export interface ScanOptions {
  readonly help: boolean;
  readonly files: readonly string[];
  readonly format: LogFormat | "auto";
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly boot: number | undefined;
  readonly pstore: boolean;
  /** How the logs are rotated that are followed; undefined where they are read once. */
  readonly follow: (typeof FOLLOWS)[number] | undefined;
  readonly root: string | undefined;
  readonly output: ScanOutput;
  readonly lang: Lang | undefined;
}

const BARE: Readonly<Record<string, string>> = {
  "--boot": "--boot=0",
  "--follow": "--follow=rename",
  "-f": "--follow=rename",
};

/** --boot, --boot -1, --follow and -f as parseArgs takes them: it knows no option whose value may be left out. */
function withValues(args: readonly string[]): string[] {
  const stop = args.indexOf("--");
  const end = stop < 0 ? args.length : stop;
  const isNumberOfBoot = (at: number) => args[at - 1] === "--boot" && /^-?\d{1,4}$/.test(args[at] ?? "");
  const given = args.slice(0, end).flatMap((arg, at, all) => {
    if (isNumberOfBoot(at)) return [`--boot=${arg}`];
    return at + 1 < all.length && isNumberOfBoot(at + 1) ? [] : [BARE[arg] ?? arg];
  });
  return [...given, ...args.slice(end)];
}

function bootOption(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^(?:0|-[1-9]\d{0,3})$/.test(value)) return Number(value);
  throw new KraneError("KRANE_CLI_USAGE", `--boot=${value}: write 0 for the last boot, -1 for the one before`);
}

function usage(message: string): KraneError {
  return new KraneError("KRANE_CLI_USAGE", message);
}

/** What cannot be asked for together with --follow. */
function followed({ root, boot, until, pstore, output }: ScanOptions): void {
  const others = { "--root": root, "--boot": boot, "--until": until, "--pstore": pstore || undefined };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined) throw usage(`--follow and ${other} cannot be asked for together`);
  if (output !== "text" && output !== "ndjson") throw usage(`--follow -o ${output}: choose one of text, ndjson`);
}

/** What cannot be asked for together. */
function held(options: ScanOptions): void {
  const { files, root, boot, since, until, pstore } = options;
  if (root !== undefined && files.length > 0)
    throw usage("--root names the log already: give either --root DIR or files");
  if (since !== undefined && until !== undefined && until < since) throw usage("--until is before --since");
  if (boot !== undefined && boot !== 0 && files.length === 0)
    throw usage(`--boot=${boot}: the kernel's ring holds this boot alone; name the files`);
  if (boot !== undefined && pstore) throw usage("--boot and --pstore cannot be asked for together");
  if (options.follow !== undefined) followed(options);
}

/** The command line of `scan`. */
export function scanOptions(args: readonly string[]): ScanOptions {
  const { values, positionals: files } = parseOptions({
    args: withValues(args),
    allowPositionals: true,
    options: OPTIONS,
  });
  const now = Date.now();
  const follow = values.follow === undefined ? undefined : choice("--follow", values.follow, FOLLOWS, "rename");
  const options: ScanOptions = {
    help: values.help === true,
    files,
    format: choice("--format", values.format, FORMATS, "auto"),
    since: sinceOption(values.since, now),
    until: sinceOption(values.until, now, "--until"),
    boot: bootOption(values.boot),
    pstore: values.pstore === true,
    follow,
    root: values.root,
    output: choice("-o", values.output, keysOf(FINDING_FORMATS), "text"),
    lang: langOption(values.lang),
  };
  if (!options.help) held(options);
  return options;
}
