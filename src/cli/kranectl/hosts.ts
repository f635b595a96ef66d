import { STATUSES } from "../../core/index.ts";
import type { HostState } from "../../rpc/host-state.ts";
import { age } from "../format/age.ts";
import { type Paint, table } from "../format/columns.ts";
import { statusWord } from "../format/words.ts";
import { parseOptions, printHelp } from "../options.ts";
import { type Terminal, terminal } from "../terminal.ts";
import { asking } from "./collector.ts";
import { outputOf, QUERY_HELP, QUERY_OPTIONS } from "./options.ts";
import { hostStatus, openCount, standingOfHosts } from "./standing.ts";
import { stateJson } from "./state-json.ts";
import { countsText, verdictLine } from "./verdict.ts";
import { FLEET_WORDS } from "./words.ts";

const HOSTS_HELP = `Usage: kranectl hosts [options]

Every host that has ever connected, the worst first: what is open on it, and whether it is connected now. A host that is not
connected counts as unknown: nobody looks at it.

Options:
${QUERY_HELP}
Exit codes: 0 the collector answered, 3 it could not be reached or did not answer, 64 wrong usage, 78 bad settings
Example: kranectl hosts -o json | jq -r '.hosts[] | select(.connected | not).host'
`;

function row(state: HostState, now: number, screen: Terminal): readonly string[] {
  const { lang } = screen;
  const words = FLEET_WORDS[lang];
  return [
    statusWord(hostStatus(state), lang),
    state.host,
    state.connected ? words.connected : words.notConnected,
    openCount(state.open) === 0 ? "-" : countsText(state.open, screen),
    age(state.lastSeenAt, now, lang),
    state.agentVersion,
    state.kernelRelease,
    state.profile,
  ];
}

function hostsText(hosts: readonly HostState[], now: number, screen: Terminal): string {
  const verdict = `${verdictLine(standingOfHosts(hosts), screen)}\n`;
  if (hosts.length === 0) return verdict;
  const paint: Paint = (text, number, column) => {
    const state = hosts[number - 1];
    if (state === undefined) return screen.dim(text);
    if (column === 0) return screen.colour(hostStatus(state), text);
    return column === 2 && !state.connected ? screen.colour("unknown", text) : text;
  };
  const rows = hosts.map((state) => row(state, now, screen));
  return verdict + table([FLEET_WORDS[screen.lang].hostHead, ...rows], paint);
}

function inOrder(hosts: readonly HostState[]): readonly HostState[] {
  const rank = (state: HostState) => STATUSES.indexOf(hostStatus(state));
  return hosts.toSorted((a, b) => rank(a) - rank(b) || (a.host < b.host ? -1 : 1));
}

/** `kranectl hosts` */
export async function hostsCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({ args: [...args], options: QUERY_OPTIONS });
  if (values.help === true) return printHelp(HOSTS_HELP, terminal(undefined));
  const { output, screen } = outputOf(values);
  const hosts = inOrder(await asking(values, (client) => client.hosts()));
  const { status } = standingOfHosts(hosts);
  if (output === "text") screen.write(hostsText(hosts, Date.now(), screen));
  else screen.write(`${JSON.stringify({ schema: "krane.hosts.v1", status, hosts: hosts.map(stateJson) }, null, 2)}\n`);
  return 0;
}
