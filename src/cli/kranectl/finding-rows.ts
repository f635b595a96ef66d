import { field, STATUSES } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { HostFinding } from "../../rpc/host-finding.ts";
import { saidIn } from "../finding-text.ts";
import { age } from "../format/age.ts";
import { type Paint, table } from "../format/columns.ts";
import { clockTime } from "../format/finding-block.ts";
import { statusWord } from "../format/words.ts";
import type { Terminal } from "../terminal.ts";
import { isOpen } from "./standing.ts";
import { FLEET_WORDS } from "./words.ts";

/** What is open before what is over, the worst first, the newest first. */
export function byUrgency(findings: readonly HostFinding[]): readonly HostFinding[] {
  const rank = ({ finding }: HostFinding) => (isOpen(finding) ? 0 : 10) + STATUSES.indexOf(finding.status);
  const last = ({ finding }: HostFinding) => finding.lastObservedAt ?? 0;
  return findings.toSorted((a, b) => rank(a) - rank(b) || last(b) - last(a));
}

/** "CRITICAL", or "critical over". */
export function stateWord({ finding }: HostFinding, { lang }: Terminal): string {
  const word = statusWord(finding.status, lang);
  return finding.endsAt === undefined ? word : `${word.toLowerCase()} ${FLEET_WORDS[lang].over}`;
}

function since({ finding: { startsAt } }: HostFinding, now: number, { lang }: Terminal): string {
  return startsAt === undefined ? "-" : `${clockTime(startsAt)} ${age(startsAt, now, lang)}`;
}

interface Shown {
  readonly now: number;
  readonly screen: Terminal;
  readonly registry: Registry;
}

/** Findings as a table, one row each. */
export function findingRows(findings: readonly HostFinding[], { now, screen, registry }: Shown): string {
  const rows = findings.map((found) => [
    stateWord(found, screen),
    found.host,
    field(found.finding.detector),
    since(found, now, screen),
    String(found.finding.count),
    saidIn(screen.lang, found.finding, registry),
  ]);
  const paint: Paint = (text, number, column) => {
    const found = findings[number - 1];
    if (found === undefined || !isOpen(found.finding)) return screen.dim(text);
    return column === 0 ? screen.colour(found.finding.status, text) : text;
  };
  return table([FLEET_WORDS[screen.lang].findingHead, ...rows], paint);
}
