import type { LogRecord, Rule } from "../core/index.ts";
import { ODD_MESSAGES } from "../parse/journal.ts";
import { LAST_REPEATED } from "../parse/repeated.ts";
import { REPORT_STARTS } from "../parse/report-start.ts";
import { lineMatcher, type Matcher, type Occurrence, reportOccurrence } from "./occurrence.ts";
import type { Report } from "./report-assembler.ts";

interface Owner {
  readonly from: string;
  readonly match: Matcher;
}

/** All rules by the literals that lead to them. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Each literal once; its index is what the scanner names. */
  readonly literals: readonly string[];
  /** Whether a line with this literal may begin a kernel report. */
  startsReport(literal: number): boolean;
  /** What a line with this literal is: a rule's, an entry whose message has to be looked into, or one about the line before it. */
  meaningOf(literal: number): "rule" | "odd" | "last";
  /** The literals in a message that the scanner could not see in its line. */
  within(body: string): readonly number[];
  /** What the patterns that own the literal make of a record. */
  match(literal: number, record: LogRecord, line: string): readonly Occurrence[];
  /** What all patterns make of a record that was put together from several lines; all that it says is kept. */
  matchRecord(record: LogRecord, lines: readonly string[]): readonly Occurrence[];
  matchReport(report: Report): readonly Occurrence[];
}

function ownersByLiteral(rules: readonly Rule[]): Map<string, Owner[]> {
  const owners = new Map<string, Owner[]>(REPORT_STARTS.map(({ contains }) => [contains, []]));
  for (const rule of rules) {
    if (rule.source !== "record") continue;
    for (const pattern of [...rule.patterns, ...(rule.clears ?? [])]) {
      const list = owners.get(pattern.contains) ?? [];
      list.push({ from: pattern.from, match: lineMatcher(rule, pattern) });
      owners.set(pattern.contains, list);
    }
  }
  return owners;
}

/** The same literals as the journal's JSON writes those with a quotation mark. */
function withEscaped(owners: ReadonlyMap<string, Owner[]>): ReadonlyMap<string, Owner[]> {
  const escaped = [...owners].map(([literal, list]) => [JSON.stringify(literal).slice(1, -1), list] as const);
  return new Map([...owners, ...escaped]);
}

const NONE: readonly Occurrence[] = [];

export function ruleSet(rules: readonly Rule[]): RuleSet {
  const byLiteral = [...withEscaped(ownersByLiteral(rules))];
  const literals = byLiteral.map(([literal]) => literal);
  const starts = new Set(REPORT_STARTS.map(({ contains }) => contains));
  const startsReport = literals.map((literal) => starts.has(literal));
  const owners = byLiteral.map(([, list]) => list);
  const all = [...literals, ...ODD_MESSAGES, LAST_REPEATED];
  const within = (body: string) => literals.flatMap((literal, index) => (body.includes(literal) ? [index] : []));
  const match: RuleSet["match"] = (literal, record, line) => {
    const list = owners[literal];
    if (list === undefined) return NONE;
    const found: Occurrence[] = [];
    for (const { from, match: matchBody } of list) {
      const occurrence = from === record.from ? matchBody(record, line) : undefined;
      if (occurrence !== undefined) found.push(occurrence);
    }
    return found;
  };
  return {
    rules,
    literals: all,
    startsReport: (literal) => startsReport[literal] ?? false,
    meaningOf: (literal) => (literal < literals.length ? "rule" : literal === all.length - 1 ? "last" : "odd"),
    within,
    match,
    matchRecord(record, lines) {
      const found = within(record.body).flatMap((literal) => match(literal, record, ""));
      const firsts = found.filter(({ rule }, index) => found.findIndex((other) => other.rule === rule) === index);
      return firsts.map((occurrence) => {
        const attributes = { ...record.attributes, ...occurrence.attributes };
        return { ...occurrence, attributes, lines };
      });
    },
    matchReport({ record, lines }) {
      return rules.flatMap((rule) => reportOccurrence(rule, record, lines) ?? []);
    },
  };
}
