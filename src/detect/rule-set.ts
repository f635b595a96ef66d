import type { LineRule, LogRecord, Pattern, Rule } from "../core/index.ts";
import { ODD_MESSAGES } from "../parse/log/journal.ts";
import { LAST_REPEATED } from "../parse/log/repeated.ts";
import type { Place } from "../parse/log/tag-place.ts";
import { REPORT_STARTS } from "../parse/report/report-start.ts";
import { lineMatcher, type Matcher, type Occurrence, reportOccurrence } from "./occurrence.ts";
import type { Report } from "./report-assembler.ts";

interface Owner {
  readonly from: string;
  readonly matcher: Matcher;
}

type Meaning = "rule" | "odd" | "last";

/** All rules by the literals that lead to them. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Each literal of single lines once; its index is what the scanner names. Those of text without headers are the last. */
  readonly literals: readonly string[];
  /** How many of them, from the first on, a log can hold whose every record has a header. */
  readonly headed: number;
  /** Whether a line with this literal may begin a kernel report. */
  startsReport(literal: number): boolean;
  /** What a line with this literal is: a rule's, an entry whose message has to be looked into, or one about the line before it. */
  meaningOf(literal: number): Meaning;
  /** The literals in a message that the scanner could not see in its line. */
  within(body: string): readonly number[];
  /** Whether a line of syslog with this literal, whose tag is at this place, may be of any interest. */
  heeds(literal: number, bytes: Uint8Array, tag: Place): boolean;
  /** What the patterns that own the literal make of a record. */
  match(literal: number, record: LogRecord, line: string): readonly Occurrence[];
  /** What all patterns make of a record that was put together from several lines; all that it says is kept. */
  matchRecord(record: LogRecord, lines: readonly string[]): readonly Occurrence[];
  /**
   * Equal for messages that one rule makes the same of, by this literal alone; undefined where there may be more to it. Only their digits
   * may differ.
   */
  keyOf(literal: number, from: string, body: string): string | undefined;
  matchReport(report: Report): readonly Occurrence[];
}

export interface RuleSetOptions {
  /** The logs are of this machine as it is now. */
  readonly live?: boolean;
}

/** Made when a line first holds the literal: most scans meet few of the patterns. */
function lazyMatcher(rule: LineRule, pattern: Pattern): Matcher {
  let made: Matcher | undefined;
  const matcher = (): Matcher => {
    made ??= lineMatcher(rule, pattern);
    return made;
  };
  return { match: (record, line) => matcher().match(record, line), keyOf: (body) => matcher().keyOf(body) };
}

function ownersByLiteral(rules: readonly Rule[], { live = false }: RuleSetOptions): Map<string, Owner[]> {
  const owners = new Map<string, Owner[]>(REPORT_STARTS.map(({ contains }) => [contains, []]));
  for (const rule of rules) {
    if (rule.source !== "record") continue;
    for (const pattern of [...rule.patterns, ...(rule.clears ?? [])]) {
      if (pattern.live === true && !live) continue;
      const list = owners.get(pattern.contains) ?? [];
      list.push({ from: pattern.from, matcher: lazyMatcher(rule, pattern) });
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

/** bosh's records are put together by their reader (parse/bosh/bosh-log.ts); "Instance " and "Process " would stop a scan at every turn. */
export function isOfLines({ from }: { readonly from: string }): boolean {
  return from !== "bosh";
}

/** What monit's client prints, in no log with headers: a dozen short literals that such logs are full of (" failed", " - start"). */
function isOfHeaded({ from }: Owner): boolean {
  return from !== "monit-client";
}

/** What the scanner looks for: "last" is behind all that logs with headers can hold. */
function inOrder(
  owners: ReadonlyMap<string, Owner[]>,
  starts: ReadonlySet<string>,
): readonly (readonly [literal: string, owners: readonly Owner[], meaning: Meaning])[] {
  const rules = [...owners].map(([literal, list]) => [literal, list, "rule"] as const);
  const { headed = [], bare = [] } = Object.groupBy(rules, ([literal, list]) =>
    starts.has(literal) || list.some(isOfHeaded) ? "headed" : "bare",
  );
  const odd = ODD_MESSAGES.map((literal) => [literal, [], "odd"] as const);
  return [...headed, ...odd, [LAST_REPEATED, [], "last"], ...bare];
}

/** What the only pattern that matches makes of a message. */
function soleKey(owners: readonly Owner[], from: string, body: string): string | undefined {
  let key: string | undefined;
  for (const [index, owner] of owners.entries()) {
    const found = owner.from === from ? owner.matcher.keyOf(body) : undefined;
    if (found === undefined) continue;
    if (key !== undefined) return undefined;
    key = `${index} ${found}`;
  }
  return key;
}

const NONE: readonly Occurrence[] = [];

/** Whether `name` is what stands at a place. */
function isAt(name: Uint8Array, bytes: Uint8Array, { from, end }: Place): boolean {
  if (name.length !== end - from) return false;
  for (let index = 0; index < name.length; index++) if (name[index] !== bytes[from + index]) return false;
  return true;
}

function matched(list: readonly Owner[], record: LogRecord, line: string): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const { from, matcher } of list) {
    const occurrence = from === record.from ? matcher.match(record, line) : undefined;
    if (occurrence !== undefined) found.push(occurrence);
  }
  return found;
}

export function ruleSet(rules: readonly Rule[], options: RuleSetOptions = {}): RuleSet {
  const every = ownersByLiteral(rules, options);
  const starts = new Set(REPORT_STARTS.map(({ contains }) => contains));
  const ofLines = new Map([...every].filter(([literal, list]) => starts.has(literal) || list.some(isOfLines)));
  const byMeaning = inOrder(withEscaped(ofLines), starts);
  const literals = byMeaning.map(([literal]) => literal);
  const startsReport = literals.map((literal) => starts.has(literal));
  const owners = byMeaning.map(([, list]) => list);
  const meanings = byMeaning.map(([, , meaning]) => meaning);
  const writers = byMeaning.map(([literal, list, meaning]) => {
    const froms = [...list.map(({ from }) => from), ...(starts.has(literal) ? ["kernel"] : [])];
    return meaning === "rule" ? [...new Set(froms)].map((from) => Buffer.from(from)) : undefined;
  });
  // Other digits may make one of these.
  const numbered = literals.filter((literal, index) => meanings[index] === "rule" && /\d/.test(literal));
  return {
    rules,
    literals,
    headed: meanings.indexOf("last") + 1,
    startsReport: (literal) => startsReport[literal] ?? false,
    meaningOf: (literal) => meanings[literal] ?? "rule",
    within: (body) =>
      literals.flatMap((literal, at) => (meanings[at] === "rule" && body.includes(literal) ? [at] : [])),
    heeds(literal, bytes, tag) {
      const names = writers[literal];
      if (names === undefined) return true;
      // Neither this nor what it calls takes a list apart: it runs for each line with a literal.
      for (let index = 0; index < names.length; index++) if (isAt(names[index] as Buffer, bytes, tag)) return true;
      return false;
    },
    match: (literal, record, line) => {
      const list = owners[literal];
      return list === undefined ? NONE : matched(list, record, line);
    },
    matchRecord(record, lines) {
      const lists = [...every].flatMap(([literal, list]) => (record.body.includes(literal) ? [list] : []));
      const found = lists.flatMap((list) => matched(list, record, ""));
      const firsts = found.filter(({ rule }, index) => found.findIndex((other) => other.rule === rule) === index);
      return firsts.map((occurrence) => {
        const attributes = { ...record.attributes, ...occurrence.attributes };
        return { ...occurrence, attributes, lines };
      });
    },
    keyOf(literal, from, body) {
      if (numbered.some((other) => other !== literals[literal] && body.includes(other))) return undefined;
      return soleKey(owners[literal] ?? [], from, body);
    },
    matchReport({ record, lines }) {
      return rules.flatMap((rule) => reportOccurrence(rule, record, lines) ?? []);
    },
  };
}
