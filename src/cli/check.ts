import type { AgentConfig } from "../config/schema.ts";
import {
  type Check,
  type CheckResult,
  defined,
  exitCode,
  type Host,
  KraneError,
  monotonicMs,
  type Status,
  worst,
} from "../core/index.ts";
import { loadRegistry, type Registry } from "../detect/registry.ts";
import { runChecks } from "../detect/run-checks.ts";
import { settled } from "../detect/settings.ts";
import { openHost } from "../host/open.ts";
import { PROFILES } from "../profiles/choose.ts";
import { type Change, waitOption, waitUntilWell } from "./check-wait.ts";
import { changeLines, type Said, waitedLine } from "./format/change-text.ts";
import { CHECK_FORMATS } from "./format/check-formats.ts";
import { COMMON_OPTIONS, choice, idList, keysOf, langOption, parseOptions, printHelp } from "./options.ts";
import { terminal } from "./terminal.ts";

/** Everything that one run of `check` found. */
export interface CheckReport {
  readonly host: string;
  readonly profile: string;
  readonly status: Status;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly results: readonly CheckResult[];
}

const CHECK_HELP = `Usage: krane-agent check [options]

Asks this host all that the checks know to ask, and says what is wrong. Starts no child process, changes nothing.

Options:
  --root DIR     look at a captured tree (proc/, sys/, extra/) instead of this machine
  --profile NAME what is wanted of the host, instead of what its name says: krane-u20, krane-u22, generic
  --config FILE  the daemon's configuration: its profile, what it wants, and its muted or ranked detectors
  --only IDS     only these checks or groups, separated by commas: swap,kvm or bios
  --skip IDS     not these checks or groups
  --wait TIME    look again every 5 s until all is well twice in a row or the time is over, and say what changes: 60s
  -o FORMAT      text (default), json, ndjson, nagios, junit, prometheus
  --lang LANG    en or ko (default: by the locale)
  -h, --help     this text

Exit codes: 0 ok, 1 warning, 2 critical, 3 unknown, 64 wrong usage
Example: krane-agent check --only services --wait 60s
`;

function selected(checks: readonly Check[], only: string | undefined, skip: string | undefined): readonly Check[] {
  const names = [...new Set(checks.flatMap(({ id, group }) => [id, group]))].sort();
  const wanted = idList("--only", only, names);
  const unwanted = idList("--skip", skip, names) ?? [];
  const isIn = (list: readonly string[], check: Check) => list.includes(check.id) || list.includes(check.group);
  return checks.filter((check) => (wanted === undefined || isIn(wanted, check)) && !isIn(unwanted, check));
}

async function report(checks: readonly Check[], host: Host): Promise<CheckReport> {
  const startedAt = new Date();
  const start = monotonicMs();
  const results = await runChecks(checks, host);
  const durationMs = monotonicMs() - start;
  return {
    host: host.site.host,
    profile: host.profile.name,
    status: worst(results.map((result) => result.status)),
    startedAt,
    durationMs,
    results,
  };
}

/** The YAML parser is loaded only where a configuration is given. */
async function configIn(file: string, { checks, rules }: Registry): Promise<AgentConfig> {
  const { loadAgentConfig } = await import("../config/load.ts");
  return loadAgentConfig(
    file,
    [...checks, ...rules].map(({ id }) => id),
  );
}

type Show = (report: CheckReport) => string;

/** One look; with `--wait` as many as it takes, each change told as it comes: behind the first report, or where nobody parses it. */
async function looked(checks: readonly Check[], host: Host, wait: Wait): Promise<CheckReport> {
  const { ms, show, isText, said } = wait;
  const { screen } = said;
  if (ms === undefined) return report(checks, host);
  const startedAt = performance.now();
  const heard = (first: CheckReport, changes: readonly Change[], afterMs: number) => {
    const tell = isText ? screen.write : screen.warn;
    if (changes.length > 0) tell(changeLines(changes, afterMs, said));
    else if (isText) tell(show(first));
  };
  const found = await waitUntilWell({ host, ms, heard, look: (one) => report(checks, one) });
  (isText ? screen.write : screen.warn)(waitedLine(found, performance.now() - startedAt, screen));
  return found;
}

interface Wait {
  readonly ms: number | undefined;
  readonly show: Show;
  readonly isText: boolean;
  readonly said: Said;
}

/** `krane-agent check` */
export async function checkCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...COMMON_OPTIONS,
      root: { type: "string" },
      profile: { type: "string" },
      config: { type: "string" },
      only: { type: "string" },
      skip: { type: "string" },
      wait: { type: "string" },
      output: { type: "string", short: "o" },
      lang: { type: "string" },
    },
  });
  const lang = langOption(values.lang);
  const screen = terminal(lang);
  if (values.help === true) return printHelp(CHECK_HELP, screen);
  if (positionals.length > 0)
    throw new KraneError("KRANE_CLI_USAGE", `check ${positionals[0]}: write check --only ${positionals.join(",")}`);
  const format = choice("-o", values.output, keysOf(CHECK_FORMATS), "text");
  const profiles = PROFILES.map(({ name }) => name);
  const profile = values.profile && choice("--profile", values.profile, profiles, "generic");
  const ms = waitOption(values.wait);
  if (ms !== undefined && values.root !== undefined)
    throw new KraneError("KRANE_CLI_USAGE", "--wait: what was captured does not change; leave --root out");
  const all = await loadRegistry(values.config === undefined ? ["checks"] : ["checks", "rules"]);
  const config = values.config === undefined ? undefined : await configIn(values.config, all);
  const registry = settled(all, config?.detectors ?? {});
  const chosen = selected(registry.checks, values.only, values.skip);
  const wishes = { name: profile ?? config?.profile, wanted: config?.wanted };
  const host = openHost(
    defined({ root: values.root, profile: wishes, helperSocket: config?.helper, state: config?.state }),
  );
  const isText = format === "text";
  const reader = isText ? screen : { ...screen, lang: lang ?? "en" };
  const show = (found: CheckReport) => CHECK_FORMATS[format](found, reader, registry);
  const found = await looked(chosen, host, { ms, show, isText, said: { screen, registry } });
  screen.write(show(found));
  return exitCode(found.status);
}
