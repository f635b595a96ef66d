import { exitCode } from "../../core/index.ts";
import { loadRegistry } from "../../detect/registry.ts";
import { parseOptions, printHelp } from "../options.ts";
import { terminal } from "../terminal.ts";
import { asking } from "./collector.ts";
import { byUrgency } from "./finding-rows.ts";
import { hostFindingJson } from "./host-finding-json.ts";
import { hostArgument, outputOf, QUERY_HELP, QUERY_OPTIONS } from "./options.ts";
import { showText } from "./show-text.ts";
import { hostStatus } from "./standing.ts";
import { stateJson } from "./state-json.ts";
import { FLEET_WORDS } from "./words.ts";

const SHOW_HELP = `Usage: kranectl show HOST [options]

All that the collector knows of one host: whether it is connected, what is open on it with its evidence, and what was.

Options:
${QUERY_HELP}
Exit codes: the worst that is open: 0 ok, 1 warning, 2 critical, 3 unknown, which a host that is not connected is at best;
3 too where the collector could not be reached or did not answer, 64 wrong usage, 78 bad settings
Example: kranectl show hn1prod-com0369
`;

/** `kranectl show` */
export async function showCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: QUERY_OPTIONS });
  if (values.help === true) return printHelp(SHOW_HELP, terminal(undefined));
  const { output, screen } = outputOf(values);
  const name = hostArgument("show", positionals);
  const { state, findings: found, strange } = await asking(values, (client) => client.host(name));
  const registry = await loadRegistry();
  const findings = byUrgency(found);
  const status = hostStatus(state);
  if (output === "json") {
    const each = findings.map((finding) => hostFindingJson(finding, screen.lang, registry));
    const report = {
      schema: "krane.host.v1",
      status,
      exitCode: exitCode(status),
      host: stateJson(state),
      findings: each,
    };
    screen.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    screen.write(showText({ state, findings, now: Date.now() }, screen, registry));
  }
  if (strange > 0) screen.warn(`kranectl: ${FLEET_WORDS[screen.lang].strange(strange)}\n`);
  return exitCode(status);
}
