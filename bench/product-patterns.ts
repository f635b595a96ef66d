import type { Rule } from "../src/core/index.ts";
import { isOfLines } from "../src/detect/rule-set.ts";
import { REPORT_STARTS } from "../src/parse/report/report-start.ts";

/** A pattern of the product: the literal that picks a line, and the expression that decides over its message. */
export interface ProductPattern {
  readonly contains: string;
  readonly match: RegExp;
}

/** The patterns over single lines of all rules for a log from elsewhere, and how kernel reports begin. */
export function productPatterns(rules: readonly Rule[]): readonly ProductPattern[] {
  const lines = rules.flatMap((rule) => (rule.source === "record" ? [...rule.patterns, ...(rule.clears ?? [])] : []));
  const all = [...lines.filter((line) => isOfLines(line) && line.live !== true), ...REPORT_STARTS].map(
    ({ contains, match }) => ({ contains, match }),
  );
  return [...new Map(all.map((pattern) => [`${pattern.contains} ${pattern.match}`, pattern])).values()];
}

/** Where a message begins in a line of syslog: behind "kernel: [uptime] " or "name[pid]: ". */
export const MESSAGE_START = "\\]:? ";
