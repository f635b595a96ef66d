import { type CheckResult, STATUSES } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";
import { actionOf } from "./action.ts";
import { columns, type Paint, table } from "./columns.ts";
import { statusWord, WORDS } from "./words.ts";

/** Subjects of one check that are all well stand in one line when there are more of them. */
const MOST_LINES = 3;
const NAMES_SHOWN = 6;

/** The verdict in one line: the worst status, the host with its profile, and how many of each. */
function verdictLine({ host, profile, status, results }: CheckReport, screen: Terminal): string {
  const counts = STATUSES.map((word) => ({ word, count: results.filter((result) => result.status === word).length }));
  const said = counts
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${statusWord(word, screen.lang).toLowerCase()}`);
  const word = screen.colour(status, statusWord(status, screen.lang));
  return `${word} ${screen.bold(host)} (${profile}): ${said.join(", ")}\n`;
}

interface Row {
  readonly result: CheckResult;
  /** status, property, firmware, configured, effective, what is said. */
  readonly cells: readonly string[];
}

function factCell({ attributes }: CheckResult, part: "firmware" | "configured" | "effective", { lang }: Terminal) {
  const fact = attributes[`krane.feature.${part}`];
  if (fact === undefined) return "-";
  const words: Readonly<Record<string, string>> = WORDS[lang].facts;
  return (typeof fact === "string" ? words[fact] : undefined) ?? "?";
}

function rowOf(result: CheckResult, screen: Terminal, registry: Registry): Row {
  const name = result.subject.type === "host" ? result.check : `${result.check} ${result.subject.name}`;
  const facts = (["firmware", "configured", "effective"] as const).map((part) => factCell(result, part, screen));
  const said = saidIn(screen.lang, { ...result, detector: result.check }, registry);
  return { result, cells: [statusWord(result.status, screen.lang), name, ...facts, said] };
}

/** One line for many subjects of a check with which nothing is wrong. */
function togetherRow(results: readonly CheckResult[], screen: Terminal): Row[] {
  const [result] = results;
  if (result === undefined) return [];
  const names = results.slice(0, NAMES_SHOWN).map(({ subject }) => subject.name);
  const left = results.length - names.length;
  return [
    {
      result,
      cells: [
        statusWord(result.status, screen.lang),
        result.check,
        "-",
        "-",
        "-",
        [...names, ...(left > 0 ? [`… ${left}`] : [])].join(", "),
      ],
    },
  ];
}

function rowsOf(results: readonly CheckResult[], screen: Terminal, registry: Registry): Row[] {
  const inOrder = results.toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));
  const well = (check: string) => inOrder.filter((one) => one.check === check && one.status === "ok");
  return inOrder.flatMap((result) => {
    const others = result.status === "ok" ? well(result.check) : [];
    if (others.length <= MOST_LINES) return [rowOf(result, screen, registry)];
    return others[0] === result ? togetherRow(others, screen) : [];
  });
}

/** What stands below a trouble: its evidence, and the way on. */
function belowLines({ check, status, case: manual, evidence, attributes, ...rest }: CheckResult, screen: Terminal) {
  if (status === "ok" || status === "skipped") return [];
  const words = WORDS[screen.lang];
  const action = actionOf({ check, status, evidence, attributes, ...rest }, screen.lang);
  const where = manual === undefined ? "" : ` (${words.manual} ${manual})`;
  const explain = `krane-agent explain ${check}${where}`;
  return [
    ...evidence.map((line) => screen.dim(`| ${line}`)),
    `${words.next}: ${action === undefined ? "" : `${action}; `}${explain}`,
  ];
}

/** `check -o text`: the verdict in the first line, then a table, the worst first, with the way on below each trouble. */
export function checkText(report: CheckReport, screen: Terminal, registry: Registry): string {
  const { status, property, firmware, configured, effective, verdict } = WORDS[screen.lang].columns;
  const rows = rowsOf(report.results, screen, registry);
  const heading = [status, property, firmware, configured, effective, verdict];
  const paint: Paint = (text, row, column) => {
    const result = rows[row - 1]?.result;
    if (result === undefined) return screen.dim(text);
    return column === 0 ? screen.colour(result.status, text) : text;
  };
  const [first = "", ...lines] = table([heading, ...rows.map(({ cells }) => cells)], paint).split("\n");
  const margin = " ".repeat(
    2 + Math.max(...[heading, ...rows.map(({ cells }) => cells)].map(([word = ""]) => columns(word))),
  );
  const body = rows.flatMap(({ result }, row) => [
    lines[row] ?? "",
    ...belowLines(result, screen).map((text) => margin + text),
  ]);
  return verdictLine(report, screen) + [first, ...body].map((line) => `${line}\n`).join("");
}
