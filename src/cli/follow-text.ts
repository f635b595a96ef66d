import type { Finding } from "../core/index.ts";
import { field } from "../core/index.ts";
import type { Registry } from "../detect/registry.ts";
import { saidIn } from "./finding-text.ts";
import { pad } from "./format/columns.ts";
import { clockTime, findingBlock } from "./format/finding-block.ts";
import { findingJson } from "./format/finding-json.ts";
import { countText, sourceLines } from "./format/scan-text.ts";
import { statusWord, WORDS } from "./format/words.ts";
import type { ScanReport } from "./scan.ts";
import type { ScanOutput } from "./scan-options.ts";
import type { Terminal } from "./terminal.ts";

const STATUS_WIDTH = 10;
/** Findings whose beginning was told; of one that is forgotten the next news is told like a first. */
const MOST_TOLD = 8192;

export interface Reader {
  readonly output: ScanOutput;
  readonly screen: Terminal;
  readonly registry: Registry;
}

/** Tells findings as they begin, change and end. */
export interface Teller {
  tell(finding: Finding): void;
  /** What came of it all. */
  summary(report: ScanReport): void;
}

/** "CRITICAL  link-down  eth0: link is down · again · 3 times": a finding of which more was told before. */
function newsLine(finding: Finding, screen: Terminal, registry: Registry): string {
  const { status, count, endsAt, lastObservedAt, detector } = finding;
  const words = WORDS[screen.lang];
  const times = screen.lang === "ko" ? `${count}${words.times}` : `${count} ${words.times}`;
  const at = endsAt ?? lastObservedAt;
  const state = endsAt === undefined ? words.updated : words.over;
  const facts = [state, at === undefined ? "" : clockTime(at), count === 1 ? "" : times].filter((fact) => fact !== "");
  const word = screen.colour(endsAt === undefined ? status : "ok", pad(statusWord(status, screen.lang), STATUS_WIDTH));
  return `${word}${screen.bold(field(detector))}  ${saidIn(screen.lang, finding, registry)} · ${facts.join(" · ")}\n`;
}

function textSummary({ status, sources, findings }: ScanReport, screen: Terminal, registry: Registry): string {
  const verdict = `${screen.colour(status, statusWord(status, screen.lang))} ${countText(findings.length, screen)}\n`;
  const lines = findings.map((finding) => newsLine(finding, screen, registry));
  return `\n${verdict}${lines.join("")}${sourceLines(sources, screen)}`;
}

export function teller({ output, screen, registry }: Reader): Teller {
  const told = new Set<string>();
  const isFirst = ({ id }: Finding): boolean => {
    if (told.has(id)) return false;
    const [oldest] = told;
    if (told.size >= MOST_TOLD && oldest !== undefined) told.delete(oldest);
    told.add(id);
    return true;
  };
  const text = (finding: Finding) =>
    isFirst(finding) ? findingBlock(finding, screen, registry) : newsLine(finding, screen, registry);
  const json = (finding: Finding) =>
    `${JSON.stringify(findingJson(finding, saidIn(screen.lang, finding, registry)))}\n`;
  return {
    tell: (finding) => screen.write(output === "text" ? text(finding) : json(finding)),
    summary: (report) => output === "text" && screen.write(textSummary(report, screen, registry)),
  };
}
