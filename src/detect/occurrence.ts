import type { Attributes, AttributeValue, LineRule, LogRecord, Pattern, Rule, Status, Subject } from "../core/index.ts";

/** One time that a rule saw something. */
export interface Occurrence {
  readonly rule: Rule;
  readonly status: Status;
  readonly reason: string;
  readonly attributes: Attributes;
  readonly count: number;
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

/** Facts that the reader of a log has taken from several lines. */
const PUT_TOGETHER = "krane.bosh.";

function kept({ attributes }: LogRecord): Attributes {
  const names = [...KEPT, ...Object.keys(attributes).filter((name) => name.startsWith(PUT_TOGETHER))];
  return Object.fromEntries(names.flatMap((name) => (name in attributes ? [[name, attributes[name] ?? ""]] : [])));
}

function factOf(text: string): AttributeValue {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function captured(rule: LineRule, groups: Readonly<Record<string, string | undefined>>): Attributes {
  const values: Record<string, AttributeValue> = {};
  for (const [attribute, group] of Object.entries(rule.attributes)) {
    const text = groups[group];
    if (text !== undefined) values[attribute] = factOf(text);
  }
  for (const [attribute, [part, whole]] of Object.entries(rule.percentages ?? {})) {
    const share = (100 * Number(values[part])) / Number(values[whole]);
    values[attribute] = Number.isFinite(share) ? Number(share.toFixed(2)) : 0;
  }
  return values;
}

/** What `pattern` of `rule` makes of a record; undefined where it does not match. */
export function lineOccurrence(
  rule: LineRule,
  pattern: Pattern,
  record: LogRecord,
  line: string,
): Occurrence | undefined {
  const match = pattern.match.exec(record.body);
  if (match === null) return undefined;
  const groups = match.groups ?? {};
  const count = pattern.count === undefined ? 1 : Number(groups[pattern.count]);
  return {
    rule,
    status: pattern.status ?? rule.status,
    reason: rule.reason,
    attributes: { ...kept(record), ...pattern.means, ...captured(rule, groups) },
    count: Number.isSafeInteger(count) && count > 0 ? count : 1,
    clears: rule.clears?.includes(pattern) ?? false,
    record,
    lines: [line],
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
