import { type CheckResult, STATUSES } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";
import { pad } from "./columns.ts";
import { statusWord, WORDS } from "./words.ts";

/** The verdict in one line: the worst status, the host, and how many of each. */
function verdictLine({ host, status, results }: CheckReport, screen: Terminal): string {
  const counts = STATUSES.map((word) => ({ word, count: results.filter((result) => result.status === word).length }));
  const said = counts
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${statusWord(word, screen.lang).toLowerCase()}`);
  const word = screen.colour(status, statusWord(status, screen.lang));
  return `${word} ${screen.bold(host)}: ${said.join(", ")}\n`;
}

/** One result: what is said, and where it is a trouble the evidence and the way on. */
function resultLines(result: CheckResult, width: number, screen: Terminal, registry: Registry): string {
  const { check, status, subject, evidence } = result;
  const word = screen.colour(status, pad(statusWord(status, screen.lang), 10));
  const name = subject.type === "host" ? "" : `${subject.name}: `;
  const line = `${word}${pad(check, width)}  ${name}${saidIn(screen.lang, { ...result, detector: check }, registry)}\n`;
  if (status === "ok" || status === "skipped") return line;
  const margin = " ".repeat(12 + width);
  const { next, manual } = WORDS[screen.lang];
  const where = result.case === undefined ? "" : ` (${manual} ${result.case})`;
  return `${line}${evidence.map((text) => screen.dim(`${margin}| ${text}\n`)).join("")}${margin}${next}: krane-agent explain ${check}${where}\n`;
}

/** `check -o text`: the verdict in the first line, then each result, the worst first. */
export function checkText(report: CheckReport, screen: Terminal, registry: Registry): string {
  const width = Math.max(0, ...report.results.map(({ check }) => check.length));
  const inOrder = report.results.toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));
  return verdictLine(report, screen) + inOrder.map((result) => resultLines(result, width, screen, registry)).join("");
}
