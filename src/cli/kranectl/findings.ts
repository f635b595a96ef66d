import { field, KraneError } from "../../core/index.ts";
import { loadRegistry } from "../../detect/registry.ts";
import type { QueryClient } from "../../rpc/query-client.ts";
import { parseOptions, printHelp } from "../options.ts";
import { sinceOption } from "../since.ts";
import { terminal } from "../terminal.ts";
import { asking } from "./collector.ts";
import { byUrgency, findingRows } from "./finding-rows.ts";
import { hostFindingJson } from "./host-finding-json.ts";
import { limitOption, outputOf, QUERY_HELP, QUERY_OPTIONS, statusOption } from "./options.ts";
import { standingOfFindings } from "./standing.ts";
import { verdictLine } from "./verdict.ts";
import { FLEET_WORDS } from "./words.ts";

const FINDINGS_HELP = `Usage: kranectl findings [options]

What was found on all hosts, one row each: what is open before what is over, the worst first.

Options:
  --host HOST            only of this host
  --status S,S           only these: critical, warning, unknown, ok, skipped
  --since TIME           only what was seen since: 2026-11-21T03:00, or 2h, 30m, 7d ago
  --open                 only what is not over
  --limit N              at most N, the newest (default 1000, at most 10000)
${QUERY_HELP}
Exit codes: 0 the collector answered, 3 it could not be reached or did not answer, 64 wrong usage, 78 bad settings
Example: kranectl findings --open --status critical --since 12h
`;

const OPTIONS = {
  ...QUERY_OPTIONS,
  host: { type: "string" },
  status: { type: "string" },
  since: { type: "string" },
  open: { type: "boolean" },
  limit: { type: "string" },
} as const;

/** The findings, and the hosts that they were looked for on. */
async function ask(client: QueryClient, wanted: Parameters<QueryClient["findings"]>[0]) {
  const [found, all] = await Promise.all([client.findings(wanted), client.hosts()]);
  const hosts = all.filter(({ host }) => wanted.host === undefined || wanted.host === host);
  if (wanted.host === undefined || hosts.length > 0) return { ...found, hosts };
  const what = `no host ${wanted.host} has ever connected; kranectl hosts names those that have`;
  throw new KraneError("KRANE_QUERY_REFUSED", what);
}

/** Says in the verdict that it is not about everything. */
function filterNote(values: { readonly status?: string; readonly since?: string }): string {
  const given = (["status", "since"] as const).filter((name) => values[name] !== undefined);
  return given.length === 0 ? "" : ` (${given.map((name) => `--${name} ${field(values[name] ?? "")}`).join(" ")})`;
}

/** `kranectl findings` */
export async function findingsCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({ args: [...args], options: OPTIONS });
  if (values.help === true) return printHelp(FINDINGS_HELP, terminal(undefined));
  const { output, screen } = outputOf(values);
  const now = Date.now();
  const wanted = {
    host: values.host,
    statuses: statusOption(values.status),
    sinceMs: sinceOption(values.since, now),
    openOnly: values.open === true,
    limit: limitOption(values.limit),
  };
  const answer = await asking(values, (client) => ask(client, wanted));
  const registry = await loadRegistry();
  const words = FLEET_WORDS[screen.lang];
  const { truncated, strange, hosts } = answer;
  const findings = byUrgency(answer.findings);
  const standing = standingOfFindings(findings, hosts);
  if (output === "json") {
    const found = findings.map((finding) => hostFindingJson(finding, screen.lang, registry));
    const report = { schema: "krane.findings.v1", status: standing.status, truncated, findings: found };
    screen.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const rows = findings.length === 0 ? "" : findingRows(findings, { now, screen, registry });
    screen.write(
      `${verdictLine(standing, screen)}${filterNote(values)}\n${rows}${truncated ? `${screen.dim(words.truncated)}\n` : ""}`,
    );
  }
  if (strange > 0) screen.warn(`kranectl: ${words.strange(strange)}\n`);
  return 0;
}
