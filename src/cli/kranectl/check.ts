import { exitCode, KraneError, worst } from "../../core/index.ts";
import { loadRegistry, type Registry } from "../../detect/registry.ts";
import type { QueryClient } from "../../rpc/query-client.ts";
import type { CheckReport } from "../check.ts";
import { timeAndAge } from "../format/age.ts";
import { checkJson } from "../format/check-json.ts";
import { checkText } from "../format/check-text.ts";
import { parseOptions, printHelp } from "../options.ts";
import { terminal } from "../terminal.ts";
import { asking } from "./collector.ts";
import { hostArgument, outputOf, QUERY_HELP, QUERY_OPTIONS } from "./options.ts";

export const CHECK_HELP = `Usage: kranectl check HOST [options]

Asks a connected host to look at itself now, as krane-agent check does there; -o json prints the same object.

Options:
  --only IDS             only these checks or groups, separated by commas: swap,kvm or bios
${QUERY_HELP}
Exit codes: 0 ok, 1 warning, 2 critical, 3 unknown, or the host is not connected, or the collector could not be reached,
64 wrong usage, 78 bad settings
Example: kranectl check hn1prod-com0369 --only bios
`;

/** Ids of checks; a group stands for its checks. What is not known here goes as it is: the host's agent may know it. */
function checkIds(only: string | undefined, { checks }: Registry): readonly string[] {
  const names = (only ?? "").split(",").map((name) => name.trim());
  const wanted = names.filter((name) => name !== "");
  if (only !== undefined && wanted.length === 0) throw new KraneError("KRANE_CLI_USAGE", "--only: names no check");
  return wanted.flatMap((name) => {
    const group = checks.filter((check) => check.group === name).map(({ id }) => id);
    return group.length > 0 ? group : [name];
  });
}

async function ask(client: QueryClient, name: string, checks: readonly string[]): Promise<CheckReport> {
  const { state } = await client.host(name);
  if (!state.connected) {
    const seen = timeAndAge(state.lastSeenAt, Date.now(), "en");
    const what = `${name} is not connected, last seen ${seen}; kranectl show ${name} tells what it had found until then`;
    throw new KraneError("KRANE_COLLECTOR_ASK", what);
  }
  const startedAt = new Date();
  const start = performance.now();
  const results = await client.check(name, checks);
  const durationMs = performance.now() - start;
  const status = worst(results.map((result) => result.status));
  return { host: state.host, profile: state.profile, status, startedAt, durationMs, results };
}

/** `kranectl check` */
export async function checkCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...QUERY_OPTIONS, only: { type: "string" } },
  });
  if (values.help === true) return printHelp(CHECK_HELP, terminal(undefined));
  const { output, screen } = outputOf(values);
  const name = hostArgument("check", positionals);
  const registry = await loadRegistry();
  const checks = checkIds(values.only, registry);
  const report = await asking(values, (client) => ask(client, name, checks));
  screen.write((output === "json" ? checkJson : checkText)(report, screen, registry));
  return exitCode(report.status);
}
