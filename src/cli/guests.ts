import { defined, exitCode, type GuestProblemKind, type GuestSnapshot, type Status, worst } from "../core/index.ts";
import { bootTime } from "../detect/log-scan.ts";
import { lookForGuests } from "../host/guests.ts";
import { openHost } from "../host/open.ts";
import { guestsJson } from "./format/guests-json.ts";
import { guestsText } from "./format/guests-text.ts";
import { COMMON_OPTIONS, choice, langOption, parseOptions, printHelp } from "./options.ts";
import { terminal } from "./terminal.ts";

const GUESTS_HELP = `Usage: krane-agent guests [-o text|json] [--root DIR] [--lang en|ko]

The guests of this host: name, domain, UUID, project, flavor, state, qemu's pid, virtual CPUs and interfaces. Read from libvirt's own files
and /proc, without a call to libvirt. A guest whose files cannot be read is listed with the reason, and hides no other.

Options:
  --root DIR     look at a captured tree (run/, proc/) instead of this machine
  -o FORMAT      text (default), json
  --lang LANG    en or ko (default: by the locale)
  -h, --help     this text

Exit codes: 0 all is well, 1 libvirt still lists a guest whose qemu is gone, 2 a guest lost a thread that it needs, 3 something could
not be read (as root, everything can), 64 wrong usage
`;

/** The guests of a host as one look found them. */
export interface GuestReport extends GuestSnapshot {
  readonly host: string;
  readonly status: Status;
}

const GRAVITY: Readonly<Record<GuestProblemKind, Status>> = {
  unreadable: "unknown",
  corrupt: "unknown",
  gone: "warning",
  "main-thread-dead": "critical",
  "vcpu-dead": "critical",
};

function statusOf({ guests, missing }: GuestSnapshot): Status {
  const problems = guests.flatMap((guest) => guest.problems.map(({ kind }) => GRAVITY[kind]));
  return worst(missing === undefined ? problems : ["unknown", ...problems]);
}

/** `krane-agent guests` */
export async function guestsCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({
    args: [...args],
    options: {
      ...COMMON_OPTIONS,
      root: { type: "string" },
      output: { type: "string", short: "o" },
      lang: { type: "string" },
    },
  });
  const screen = terminal(langOption(values.lang));
  if (values.help === true) return printHelp(GUESTS_HELP, screen);
  const output = choice("-o", values.output, ["text", "json"], "text");
  const host = openHost(defined({ root: values.root }));
  const bootedAt = values.root === undefined ? bootTime() : undefined;
  const seen = await lookForGuests(host, defined({ now: Date.now(), bootedAt, everywhere: true }));
  const report: GuestReport = { ...seen, host: host.site.host, status: statusOf(seen) };
  screen.write(output === "json" ? guestsJson(report) : guestsText(report, screen));
  return exitCode(report.status);
}
