import type { Rule } from "../src/core/index.ts";
import { REPORT_STARTS } from "../src/parse/report-start.ts";

/** The patterns of all rules as grep -E and ripgrep take them: without names. */
export function productPatterns(rules: readonly Rule[]): readonly string[] {
  const lines = rules.flatMap((rule) => (rule.source === "record" ? [...rule.patterns, ...(rule.clears ?? [])] : []));
  const sources = [...lines, ...REPORT_STARTS].map(({ match }) => match.source);
  return [...new Set(sources.map(plain))];
}

/** A message begins behind "kernel: [uptime] " or "name[pid]: ". */
function plain(source: string): string {
  return source
    .replace(/^\^/, "\\]:? ")
    .replaceAll(/\(\?(?:<\w+>|:)/g, "(")
    .replaceAll("\\d", "[0-9]")
    .replaceAll(/\[\^([^\]]*)\\s([^\]]*)\]/g, "[^$1[:space:]$2]")
    .replaceAll("\\/", "/");
}
