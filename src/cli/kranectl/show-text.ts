import type { Registry } from "../../detect/registry.ts";
import type { HostFinding } from "../../rpc/host-finding.ts";
import type { HostState } from "../../rpc/host-state.ts";
import { length, timeAndAge } from "../format/age.ts";
import { table } from "../format/columns.ts";
import { findingBlock } from "../format/finding-block.ts";
import { statusWord } from "../format/words.ts";
import type { Terminal } from "../terminal.ts";
import { findingRows } from "./finding-rows.ts";
import { hostStatus, isOpen, openCount } from "./standing.ts";
import { countsText } from "./verdict.ts";
import { FLEET_WORDS } from "./words.ts";

/** Clocks that differ by less are as good as the same: the way of the message is in it. */
const CLOCK_MS = 2_000;
/** What is over is history; the newest of it will do. */
const OVER_SHOWN = 10;

export interface ShownHost {
  readonly state: HostState;
  /** In the order to show them. */
  readonly findings: readonly HostFinding[];
  readonly now: number;
}

function verdict({ state, now }: ShownHost, over: number, screen: Terminal): string {
  const words = FLEET_WORDS[screen.lang];
  const status = hostStatus(state);
  const lastSeen = timeAndAge(state.lastSeenAt, now, screen.lang);
  const said = [
    openCount(state.open) === 0 ? words.nothingOpen : words.open(countsText(state.open, screen)),
    ...(over === 0 ? [] : [words.overCount(over)]),
    state.connected ? words.connected : `${words.notConnected}, ${words.facts.seen} ${lastSeen}`,
  ];
  const word = screen.colour(status, statusWord(status, screen.lang));
  return `${word} ${screen.bold(state.host)}: ${said.join("; ")}\n`;
}

function clock({ clockOffsetMs: offset }: HostState, { lang }: Terminal): readonly string[][] {
  if (Math.abs(offset) < CLOCK_MS) return [];
  const words = FLEET_WORDS[lang];
  const by = length(offset, lang);
  return [[words.facts.clock, offset > 0 ? words.behind(by) : words.ahead(by)]];
}

function factRows(state: HostState, now: number, screen: Terminal): readonly string[][] {
  const { facts } = FLEET_WORDS[screen.lang];
  return [
    [facts.seen, timeAndAge(state.lastSeenAt, now, screen.lang)],
    [facts.first, timeAndAge(state.firstSeenAt, now, screen.lang)],
    ...clock(state, screen),
    [facts.agent, state.agentVersion],
    [facts.profile, state.profile],
    ...(state.region === undefined ? [] : [[facts.region, state.region]]),
    [facts.kernel, state.kernelRelease],
    [facts.boot, state.bootId],
  ];
}

/** `show -o text`: the verdict in the first line, what is open in full, the host, then what is over in rows. */
export function showText(shown: ShownHost, screen: Terminal, registry: Registry): string {
  const { state, findings, now } = shown;
  const words = FLEET_WORDS[screen.lang];
  const reader = { ...screen, time: (ms: number) => timeAndAge(ms, now, screen.lang) };
  const open = findings.filter(({ finding }) => isOpen(finding));
  const over = findings.filter(({ finding }) => !isOpen(finding));
  const blocks = open.map(({ finding }) => findingBlock(finding, reader, registry));
  const rows = over.length === 0 ? "" : findingRows(over.slice(0, OVER_SHOWN), { now, screen, registry });
  const left = over.length - OVER_SHOWN;
  const more = left > 0 ? screen.dim(`${words.more(left, `kranectl findings --host ${state.host}`)}\n`) : "";
  const facts = table(factRows(state, now, screen), (text) => screen.dim(text));
  return verdict(shown, over.length, screen) + blocks.join("") + facts + rows + more;
}
