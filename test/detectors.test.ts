import { readdirSync, readFileSync } from "node:fs";
import { analyse } from "scslre";
import { describe, expect, test } from "vitest";
import type { LineRule, LogRecord, Pattern, Rule } from "../src/core/index.ts";
import { placeholders, worst } from "../src/core/index.ts";
import { COMMON_REASONS } from "../src/detect/common-reasons.ts";
import { Fold } from "../src/detect/fold.ts";
import { agentOccurrence } from "../src/detect/occurrence.ts";
import { loadRegistry } from "../src/detect/registry.ts";
import { runCheck } from "../src/detect/run-checks.ts";
import { openHost } from "../src/host/open.ts";
import { BoshLog } from "../src/parse/bosh/bosh-log.ts";
import { parseMixedLine, sniffFormat } from "../src/parse/log/log-line.ts";
import { REPORT_STARTS } from "../src/parse/report/report-start.ts";
import { type FixtureCase, parseCases } from "./support/cases.ts";
import { implies } from "./support/implies.ts";
import { scanned } from "./support/scanned.ts";
import { layOut, parseFiles } from "./support/txtar.ts";

const FIXTURES = new URL("./fixtures/", import.meta.url);
const { checks, rules, runbooks } = await loadRegistry();

function read(path: string): string {
  return readFileSync(new URL(path, FIXTURES), "utf8");
}

function ids(folder: string, ending: string): string[] {
  return readdirSync(new URL(folder, FIXTURES))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
}

function isFault(outcome: string): boolean {
  return outcome === "warning" || outcome === "critical" || outcome === "unknown";
}

/** A pattern that can take more than linear time for some line, by scslre; bounded repeats are finite and pass. */
function superLinear({ source, flags }: RegExp): string[] {
  const { reports } = analyse({ source, flags }, { reportTypes: { Move: false, Self: true, Trade: true } });
  return reports
    .filter(({ exponential, type }) => exponential || type === "Self")
    .map(({ type }) => `${source}: ${type}`);
}

function regexProblems({ contains, match }: Pattern): string[] {
  const anchored = match.source.startsWith("^") ? [] : [`${match.source}: must start with ^`];
  const unnamed = /(?<!\\)\((?!\?)/.test(match.source) ? [`${match.source}: named groups only`] : [];
  const short = contains.length < 5 ? [`${contains}: shorter than 5`] : [];
  const unsound = implies(match, contains) ? [] : [`${match.source}: matches texts without "${contains}"`];
  return [...superLinear(match), ...anchored, ...unnamed, ...short, ...unsound];
}

describe("the registry", () => {
  test("has one fixture for each detector, and one detector for each fixture", () => {
    expect(ids("checks/", ".txtar")).toEqual(checks.map(({ id }) => id));
    expect(ids("rules/", ".log")).toEqual(rules.map(({ id }) => id));
  });

  test("has unique ids, and a runbook for each detector", () => {
    const all = [...checks, ...rules].map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    const known = runbooks.map(({ id }) => id);
    expect([...checks, ...rules].map(({ runbook }) => runbook).filter((id) => !known.includes(id))).toEqual([]);
    const used = new Set([...checks, ...rules].map(({ runbook }) => runbook));
    expect(known.filter((id) => !used.has(id))).toEqual([]);
  });

  test("has runbooks whose commands of ours exist", () => {
    const known = new Set(checks.flatMap(({ id, group }) => [id, group]));
    const said = runbooks.map(({ en, ko }) => JSON.stringify([en, ko])).join("\n");
    const commands = Array.from(
      said.matchAll(/krane-agent check (?!--root)(\S+)(?: ([\w,-]+))?/g),
      ([, first, ids]) => [first, ids],
    );
    for (const [first, ids = ""] of commands) {
      if (first === "--only") expect(ids.split(",").filter((id) => !known.has(id))).toEqual([]);
    }
    expect(commands.map(([first = ""]) => first).filter((first) => /^[a-z]/.test(first))).toEqual([]);
  });

  test("has the same placeholders in both languages", () => {
    const texts = [
      ...checks.flatMap(({ reasons }) => Object.values(reasons)),
      ...rules.flatMap(({ message, joins, whenNeeded = {} }) => [
        message,
        ...(joins === undefined ? [] : [joins.message]),
        ...Object.values(whenNeeded).map((needed) => needed.message),
      ]),
      ...Object.values(COMMON_REASONS),
    ];
    for (const { en, ko } of texts) expect(placeholders(ko).sort()).toEqual(placeholders(en).sort());
  });
});

describe.each(checks)("check $id", (check) => {
  const cases = parseCases(read(`checks/${check.id}.txtar`));

  test("has a hit and a near miss, and a case for each reason", () => {
    const outcomes = cases.map(({ expected }) => expected.outcome);
    expect(outcomes.some(isFault)).toBe(true);
    expect(outcomes).toContain("ok");
    const seen = new Set(cases.map(({ expected }) => expected.reason));
    expect(Object.keys(check.reasons).filter((reason) => !seen.has(reason))).toEqual([]);
  });

  test.each(cases)("$name", async ({ expected, body }) => {
    using tree = layOut(parseFiles(body));
    const results = await runCheck(check, openHost({ root: tree.root }));
    const result = results.find(({ reason }) => reason === expected.reason);
    const subjects = results.map(({ subject }) => `${subject.type} ${subject.name}`);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(worst(results.map(({ status }) => status))).toBe(expected.outcome);
    expect(result).toMatchObject({
      status: expected.outcome,
      reason: expected.reason,
      attributes: expected.attributes,
    });
    expect(placeholders(result?.message ?? "")).toEqual([]);
  });
});

/** A log of a fixture, and where it is told to lie: "-- /var/vcap/sys/log/x/pre-start.stderr.log --" as its first line. */
function logOf(body: string): { readonly text: string; readonly path?: string } {
  const [heading = "", path] = /^-- (\/\S+) --\n/.exec(body) ?? [];
  return path === undefined ? { text: body } : { text: body.slice(heading.length), path };
}

/** The records that a log's reader makes of several lines; none for a log of single ones. */
function putTogether(body: string): LogRecord[] {
  const { text, path } = logOf(body);
  const log = new BoshLog(Date.now(), path);
  if (sniffFormat(text) !== "bosh") return [];
  const told = [...text.split("\n").flatMap((line) => log.push(line) ?? []), ...log.end()];
  return told.map(({ record }) => record);
}

/** Patterns that a line of the fixture matches, with what they ask of its writer and its literal. */
function usedPatterns(rule: LineRule, cases: readonly FixtureCase[]): Set<Pattern> {
  const patterns = [...rule.patterns, ...(rule.clears ?? [])];
  const lines = cases.flatMap(({ body }) => body.split("\n").map((line) => ({ line, main: sniffFormat(body) })));
  const alone = lines.flatMap(({ line, main }) => parseMixedLine(line, main, { now: Date.now() }) ?? []);
  const records = [...alone, ...cases.flatMap(({ body }) => putTogether(body))];
  const fits = ({ from, contains, match }: Pattern) =>
    records.some((record) => record.from === from && match.test(record.body) && record.body.includes(contains));
  return new Set(patterns.filter(fits));
}

function needed(rule: Rule, reason: string): string[] {
  return placeholders(reason === rule.joins?.reason ? rule.joins.message.en : rule.message.en);
}

describe.each(rules.filter(({ source }) => source !== "agent"))("rule $id", (rule) => {
  const cases = parseCases(read(`rules/${rule.id}.log`));

  test("has a hit and a near miss", () => {
    const outcomes = cases.map(({ expected }) => expected.outcome);
    expect(outcomes.some(isFault)).toBe(true);
    expect(outcomes).toContain("none");
  });

  test("has a sample for each pattern, and only linear, anchored ones with a literal", () => {
    if (rule.source !== "record") return;
    const patterns = [...rule.patterns, ...(rule.clears ?? [])];
    expect(patterns.filter((pattern) => !usedPatterns(rule, cases).has(pattern))).toEqual([]);
    expect(patterns.flatMap(regexProblems)).toEqual([]);
  });

  test("has a sample for each kind of report, and a linear thread pattern", () => {
    if (rule.source !== "kernel-report") return;
    const seen = new Set(cases.map(({ expected }) => expected.attributes["krane.kernel.report.kind"]));
    expect(rule.kinds.filter((kind) => !seen.has(kind))).toEqual([]);
    expect(rule.thread === undefined ? [] : superLinear(rule.thread)).toEqual([]);
  });

  test.each(cases)("$name", async ({ expected, body }) => {
    const findings = await scanned(rules, [logOf(body)]);
    // A near miss of one rule may be a hit of its neighbour.
    if (expected.outcome === "none") {
      expect(findings.filter(({ detector }) => detector === rule.id)).toEqual([]);
      return;
    }
    expect(findings.map(({ detector }) => detector)).toEqual([rule.id]);
    const [finding] = findings;
    expect(finding).toMatchObject({ reason: expected.reason, attributes: expected.attributes });
    expect(finding?.endsAt !== undefined || expected.outcome !== "resolved").toBe(true);
    if (expected.outcome !== "resolved") expect(finding).toMatchObject({ status: expected.outcome });
    const missing = needed(rule, expected.reason).filter((name) => !(name in (finding?.attributes ?? {})));
    expect(missing).toEqual([]);
  });
});

describe.each(rules.filter((rule) => rule.source === "agent"))("agent rule $id", (rule) => {
  test.each(parseCases(read(`rules/${rule.id}.log`)))("$name", ({ expected, body }) => {
    const fold = new Fold("fixture");
    const given = JSON.parse(body) as Readonly<Record<string, string>>;
    expect(Object.keys(given)).toEqual(rule.source === "agent" ? rule.given : []);
    fold.event(agentOccurrence(rule, given, 1));
    const [finding] = fold.changes(1).findings;
    expect(finding).toMatchObject({ detector: rule.id, status: expected.outcome, reason: expected.reason });
    expect(placeholders(finding?.message ?? "")).toEqual([]);
  });
});

describe("kernel report starts", () => {
  test.each(REPORT_STARTS)("$contains", ({ contains, match }) => {
    expect(regexProblems({ from: "kernel", contains, match })).toEqual([]);
  });
});

describe("healthy logs", () => {
  test.each(readdirSync(new URL("quiet/", FIXTURES)))("%s raises nothing", async (file) => {
    expect(await scanned(rules, [{ text: read(`quiet/${file}`) }])).toEqual([]);
  });
});
