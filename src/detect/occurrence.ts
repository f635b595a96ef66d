import type { Attributes, AttributeValue, LineRule, LogRecord, Pattern, Rule, Status, Subject } from "../core/index.ts";

/** One time that a rule saw something. */
export interface Occurrence {
  readonly rule: Rule;
  readonly status: Status;
  readonly reason: string;
  readonly attributes: Attributes;
  readonly count: number;
  /** How many lines it stands for; one where absent. */
  readonly times?: number;
  /** True where it says that the trouble is over. */
  readonly clears: boolean;
  readonly record: LogRecord;
  /** The lines as they stood in the log. */
  readonly lines: readonly string[];
  /** Set where other rules' occurrences were joined to it. */
  readonly joined?: true;
  /** The guest that it hit, where that is known; the rule's own subject otherwise. */
  readonly subject?: Subject;
  /** What the record itself said, where guests were looked up: what tells one trouble from another must not change with what is known. */
  readonly own?: Attributes;
}

/** Facts about the record itself that a finding keeps. */
const KEPT = ["krane.kernel.uptime_us", "krane.boot.id", "log.file.path", "host.name", "krane.vm.name"];

type Values = Record<string, AttributeValue>;

function kept(record: LogRecord): Values {
  const values: Values = {};
  for (const name of KEPT) {
    const value = record.attributes[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function factOf(text: string): AttributeValue {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** One pattern of a rule, with everything looked up beforehand: a storm asks a million times a second. */
export interface Matcher {
  /** What it makes of a record. */
  match(record: LogRecord, line: string): Occurrence | undefined;
  /** Equal for messages that tell the same trouble equally often; undefined where it does not match. */
  keyOf(body: string): string | undefined;
}

/** The opening of a named group, not behind a backslash. */
const GROUP = /(?<=(?:^|[^\\])(?:\\\\)*)\(\?<([A-Za-z]\w*)>/g;

function withPercentages(rule: LineRule, values: Values): void {
  for (const [attribute, [part, whole]] of Object.entries(rule.percentages ?? {})) {
    const share = (100 * Number(values[part])) / Number(values[whole]);
    values[attribute] = Number.isFinite(share) ? Number(share.toFixed(2)) : 0;
  }
}

type Field = readonly [attribute: string, place: number];

function capture(fields: readonly Field[], match: RegExpExecArray, values: Values): void {
  for (const [attribute, place] of fields) {
    const text = place === 0 ? undefined : match[place];
    if (text !== undefined) values[attribute] = factOf(text);
  }
}

function countOf(text: string | undefined): number {
  const count = Number(text);
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
}

/** How `pattern` of `rule` is matched. */
export function lineMatcher(rule: LineRule, pattern: Pattern): Matcher {
  const { source, flags } = pattern.match;
  const names = Array.from(source.matchAll(GROUP), ([, name = ""]) => name);
  // A pattern has named groups only. Without the names, V8 builds no object of them with each match.
  const expression = new RegExp(source.replaceAll(GROUP, "("), flags);
  const placeOf = (group: string) => names.indexOf(group) + 1;
  const fields = Object.entries(rule.attributes).map(([attribute, group]): Field => [attribute, placeOf(group)]);
  const counted = pattern.count === undefined ? undefined : placeOf(pattern.count);
  const status = pattern.status ?? rule.status;
  const clears = rule.clears?.includes(pattern) ?? false;
  const { reason, subject, identity = [subject.name ?? ""] } = rule;
  const telling = fields.flatMap(([attribute, place]) => (identity.includes(attribute) ? [place] : []));
  const key = counted === undefined ? telling : [...telling, counted];
  return {
    match(record, line) {
      const match = expression.exec(record.body);
      if (match === null) return undefined;
      const attributes = Object.assign(kept(record), pattern.means);
      capture(fields, match, attributes);
      if (rule.percentages !== undefined) withPercentages(rule, attributes);
      const count = counted === undefined ? 1 : countOf(match[counted]);
      return { rule, status, reason, attributes, count, clears, record, lines: [line] };
    },
    keyOf(body) {
      const match = expression.exec(body);
      if (match === null) return undefined;
      return key.length === 1 ? (match[key[0] ?? 0] ?? "") : key.map((place) => match[place] ?? "").join("\0");
    },
  };
}

/** What the agent saw of itself at `now`, ms since the epoch. */
export function agentOccurrence(
  rule: Rule,
  attributes: Attributes,
  now: number,
  seen: { readonly count?: number; readonly clears?: boolean; readonly lines?: readonly string[] } = {},
): Occurrence {
  const record = {
    timestamp: now,
    observedTimestamp: now,
    severityNumber: 0,
    body: "",
    from: "krane-agent",
    attributes: {},
  };
  const { count = 1, clears = false, lines = [] } = seen;
  return { rule, status: rule.status, reason: rule.reason, attributes, count, clears, record, lines };
}

/** What `rule` makes of a kernel report; undefined where it is not about such a report. */
export function reportOccurrence(rule: Rule, record: LogRecord, lines: readonly string[]): Occurrence | undefined {
  if (rule.source !== "kernel-report") return undefined;
  const {
    "krane.kernel.report.kind": kind,
    "process.title": thread,
    "krane.kernel.caller": _,
    "krane.kmsg.seq": __,
    ...facts
  } = record.attributes;
  if (!rule.kinds.some((wanted) => wanted === kind)) return undefined;
  const isIn = (names: RegExp) => typeof thread === "string" && names.test(thread);
  if (rule.thread !== undefined && !isIn(rule.thread)) return undefined;
  if (rule.exceptThread !== undefined && isIn(rule.exceptThread)) return undefined;
  const about = typeof thread === "string" ? { "process.title": thread } : {};
  const attributes = { ...facts, ...about, "krane.kernel.report.kind": kind ?? "other" };
  return { rule, status: rule.status, reason: rule.reason, attributes, count: 1, clears: false, record, lines };
}
