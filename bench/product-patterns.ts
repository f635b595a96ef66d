import type { Rule } from "../src/core/index.ts";
import { REPORT_STARTS } from "../src/parse/report-start.ts";

/** The patterns of all rules as grep -E and ripgrep take them: without names. */
export function productPatterns(rules: readonly Rule[]): readonly string[] {
  const lines = rules.flatMap((rule) => (rule.source === "record" ? [...rule.patterns, ...(rule.clears ?? [])] : []));
  const sources = [...lines, ...REPORT_STARTS].map(({ match }) => match.source);
  return [...new Set(sources.map(plain))];
}

const CLASSES: Readonly<Record<string, string>> = { d: "0-9", w: "[:alnum:]_", s: "[:space:]", t: "\t" };

/** One token of a pattern: an escape, a group's opening, the edge of a set, a lazy mark behind a repeat, or a plain character. */
const TOKEN = /\\(?<escaped>.)|(?<group>\((?:\?(?:<\w+>|:))?)|(?<repeat>[*+?]|\{[\d,]+\})\??|(?<plain>[\s\S])/g;

/** A message begins behind "kernel: [uptime] " or "name[pid]: ". */
function plain(source: string): string {
  let inSet = false;
  const token = (groups: Readonly<Record<string, string | undefined>>): string => {
    const { escaped, group, repeat, plain: character } = groups;
    if (escaped !== undefined) return plainEscape(escaped, inSet);
    if (inSet) {
      inSet = character !== "]";
      return group ?? repeat ?? character ?? "";
    }
    inSet = character === "[";
    return group === undefined ? (repeat ?? character ?? "") : "(";
  };
  const body = source.replace(/^\^/, "").replaceAll("[^\\n]", ".");
  return `\\]:? ${Array.from(body.matchAll(TOKEN), ({ groups }) => token(groups ?? {})).join("")}`;
}

function plainEscape(escaped: string, inSet: boolean): string {
  const known = CLASSES[escaped];
  if (known !== undefined) return inSet ? known : `[${known}]`;
  // Lines have none.
  if (escaped === "n") return "";
  if (escaped === "S") return "[^[:space:]]";
  if (escaped === "D") return "[^0-9]";
  if (escaped === "b") return "\\b";
  return inSet || escaped === "/" ? escaped : `\\${escaped}`;
}
