import type { LineRule, LogRecord, Pattern, Rule } from "../core/index.ts";
import { REPORT_STARTS } from "../parse/report-start.ts";
import { lineOccurrence, type Occurrence, reportOccurrence } from "./occurrence.ts";
import type { Report } from "./report-assembler.ts";

interface Owner {
  readonly rule: LineRule;
  readonly pattern: Pattern;
}

/** All rules by the literals that lead to them. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Each literal once; its index is what the scanner names. */
  readonly literals: readonly string[];
  /** Whether a line with this literal may begin a kernel report. */
  startsReport(literal: number): boolean;
  /** What the patterns that own the literal make of a record. */
  match(literal: number, record: LogRecord, line: string): readonly Occurrence[];
  /** What all patterns make of a record that was put together from several lines. */
  matchRecord(record: LogRecord, lines: readonly string[]): readonly Occurrence[];
  matchReport(report: Report): readonly Occurrence[];
}

function ownersByLiteral(rules: readonly Rule[]): Map<string, Owner[]> {
  const owners = new Map<string, Owner[]>(REPORT_STARTS.map(({ contains }) => [contains, []]));
  for (const rule of rules) {
    if (rule.source !== "record") continue;
    for (const pattern of [...rule.patterns, ...(rule.clears ?? [])]) {
      const list = owners.get(pattern.contains) ?? [];
      list.push({ rule, pattern });
      owners.set(pattern.contains, list);
    }
  }
  return owners;
}

export function ruleSet(rules: readonly Rule[]): RuleSet {
  const byLiteral = [...ownersByLiteral(rules)];
  const starts = new Set(REPORT_STARTS.map(({ contains }) => contains));
  const startsReport = byLiteral.map(([literal]) => starts.has(literal));
  const owners = byLiteral.map(([, list]) => list);
  return {
    rules,
    literals: byLiteral.map(([literal]) => literal),
    startsReport: (literal) => startsReport[literal] ?? false,
    match(literal, record, line) {
      const found = (owners[literal] ?? []).map(({ rule, pattern }) =>
        pattern.from === record.from ? lineOccurrence(rule, pattern, record, line) : undefined,
      );
      return found.filter((occurrence) => occurrence !== undefined);
    },
    matchRecord(record, lines) {
      const found = owners
        .flat()
        .map(({ rule, pattern }) =>
          pattern.from === record.from && record.body.includes(pattern.contains)
            ? lineOccurrence(rule, pattern, record, "")
            : undefined,
        );
      const one = new Map(
        found.flatMap((occurrence) => (occurrence ? [[occurrence.rule.id, occurrence] as const] : [])),
      );
      return [...one.values()].map((occurrence) => ({ ...occurrence, lines }));
    },
    matchReport({ record, lines }) {
      return rules.flatMap((rule) => reportOccurrence(rule, record, lines) ?? []);
    },
  };
}
