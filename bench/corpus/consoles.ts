import { readFileSync } from "node:fs";
import type { Finding, Rule } from "../../src/core/index.ts";
import { classOf, expectedKinds } from "./expected-kind.ts";
import { headerOf } from "./header.ts";
import { scanText } from "./scan-text.ts";

/** One line of consoles.jsonl. */
interface Console {
  readonly id: string;
  readonly title: string | null;
  readonly prod: boolean;
  readonly corrupted: boolean;
  readonly text: string;
}

interface Tally {
  logs: number;
  found: number;
  rightKind: number;
  named: number;
  rightFunction: number;
  headers: number;
  rightHeaders: number;
}

export interface ConsoleScore {
  readonly classes: ReadonlyMap<string, Tally>;
  readonly misses: readonly string[];
  readonly falseAlarms: readonly string[];
}

const NONE: Tally = { logs: 0, found: 0, rightKind: 0, named: 0, rightFunction: 0, headers: 0, rightHeaders: 0 };

function kindsOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ attributes }) => String(attributes["krane.kernel.report.kind"] ?? "none"));
}

/** Whether a finding says what the first whole header says; the header of a hung task's or a killed process' report is another thread's. */
function headerIsRight(log: Console, findings: readonly Finding[]): boolean | undefined {
  const headers = log.text.split("\n").flatMap((line) => headerOf(line) ?? []);
  const told = findings.filter(
    ({ attributes }) => !["hung-task", "oom"].includes(String(attributes["krane.kernel.report.kind"])),
  );
  if (headers.length === 0 || told.length === 0) return undefined;
  return told.some(({ attributes }) =>
    headers.some(
      ({ cpu, pid, comm, taint }) =>
        attributes["krane.cpu"] === cpu &&
        attributes["process.pid"] === pid &&
        attributes["process.title"] === comm &&
        attributes["krane.kernel.taint"] === taint,
    ),
  );
}

function count(
  tally: Tally,
  log: Console & { readonly title: string },
  findings: readonly Finding[],
): readonly string[] {
  const kinds = kindsOf(findings);
  const expected = expectedKinds(log.title);
  const right =
    kinds.length > 0 && (expected === undefined || kinds.some((kind) => expected.some((one) => one === kind)));
  const wanted = / in (?!corrupted$)(\S+)$/.exec(log.title)?.[1]?.split("/");
  const titles = findings.map(({ attributes }) => String(attributes["krane.kernel.report.title"]));
  const named = wanted !== undefined && titles.some((title) => wanted.includes(/ in (\S+)$/.exec(title)?.[1] ?? ""));
  const header = headerIsRight(log, findings);
  tally.logs++;
  tally.found += Number(kinds.length > 0);
  tally.rightKind += Number(right);
  tally.named += Number(wanted !== undefined);
  tally.rightFunction += Number(named);
  tally.headers += Number(header !== undefined);
  tally.rightHeaders += Number(header === true);
  return [
    ...(kinds.length === 0 ? [`not found: ${log.id} ${log.title}`] : []),
    ...(kinds.length > 0 && !right ? [`kind: ${log.id} ${log.title}: ${kinds.join(", ")}`] : []),
    ...(header === false ? [`header: ${log.id} ${log.title}`] : []),
  ];
}

/** Holds the rules to consoles whose title is known; `all`: also those of kernels that nobody runs in production. */
export async function scoreConsoles(file: string, rules: readonly Rule[], all: boolean): Promise<ConsoleScore> {
  const classes = new Map<string, Tally>();
  const [misses, falseAlarms]: [string[], string[]] = [[], []];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const log: Console = JSON.parse(line);
    const findings = await scanText(log.text, rules);
    const { title } = log;
    if (title === null) {
      falseAlarms.push(...findings.map(({ message }) => `${log.id}: ${message}`));
      continue;
    }
    if (!log.prod && !all) continue;
    const tally = classes.get(classOf(title)) ?? { ...NONE };
    classes.set(classOf(title), tally);
    misses.push(...count(tally, { ...log, title }, findings));
  }
  return { classes, misses, falseAlarms };
}

/** The score as a table, the largest classes first. */
export function formatConsoles({ classes, misses, falseAlarms }: ConsoleScore): string {
  const rows = [...classes].sort(([, a], [, b]) => b.logs - a.logs);
  const total = rows.reduce<Tally>(
    (sum, [, tally]) =>
      Object.fromEntries(
        Object.entries(sum).map(([key, value]) => [key, value + tally[key as keyof Tally]]),
      ) as unknown as Tally,
    NONE,
  );
  const share = (part: number, whole: number) =>
    whole === 0 ? "-" : `${part}/${whole} ${((100 * part) / whole).toFixed(1)} %`;
  const row = ([name, tally]: readonly [string, Tally]) =>
    `| ${name} | ${share(tally.found, tally.logs)} | ${share(tally.rightKind, tally.logs)} | ${share(tally.rightFunction, tally.named)} | ${share(tally.rightHeaders, tally.headers)} |`;
  return [
    "| class | found | right kind | same function named | PID, thread, CPU, taint |",
    "| --- | --- | --- | --- | --- |",
    row(["all", total]),
    ...rows.map(row),
    "",
    `findings in logs that hold nothing: ${falseAlarms.length}`,
    ...falseAlarms,
    "",
    ...misses,
  ].join("\n");
}
