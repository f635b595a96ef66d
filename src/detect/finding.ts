import {
  type Attributes,
  type CheckResult,
  defined,
  evidenceLines,
  type Finding,
  field,
  fingerprint,
  type Rule,
  render,
  type Subject,
} from "../core/index.ts";
import { sha256 } from "./digest.ts";
import type { Occurrence } from "./occurrence.ts";
import { ruleText } from "./rule-text.ts";

/** Attributes of one finding; more are dropped, the last one says how many. */
const MAX_ATTRIBUTES = 64;

function safeValue(value: Attributes[string]): Attributes[string] {
  if (typeof value === "string") return field(value);
  return typeof value === "object" ? value.slice(0, MAX_ATTRIBUTES).map(field) : value;
}

/** Attributes that no terminal, page or peer can be hurt by. */
export function safeAttributes(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).slice(0, MAX_ATTRIBUTES);
  return Object.fromEntries(entries.map(([name, value]) => [field(name), safeValue(value)]));
}

/** What a finding is about: one guest, disk, NIC, or the host. */
function subjectOf(rule: Rule, attributes: Attributes, host: string): Subject {
  const { type, name } = rule.subject;
  const named = name === undefined ? undefined : attributes[name];
  return { type, name: field(String(named ?? (type === "host" ? (attributes["host.name"] ?? host) : "unknown"))) };
}

function identityText(value: Attributes[string] | undefined): string {
  return value === undefined ? "" : String(safeValue(value));
}

/** Equal for repeats of the same trouble: the rule, and what it says tells one trouble from another. */
export function eventPrint({ rule, attributes, own = attributes }: Occurrence, host: string): string {
  const { type, name } = subjectOf(rule, own, host);
  const identity = rule.identity?.map((attribute) => identityText(own[attribute])) ?? [name];
  return fingerprint([rule.id, type, ...identity], sha256);
}

/** Prints that are remembered; more are of a storm of different troubles. */
const PRINTS = 4096;

/** Prints of occurrences, each computed once: a storm asks for the same one all the time. */
export class Prints {
  readonly #host: string;
  readonly #known = new Map<Rule, Map<string, string>>();

  constructor(host: string) {
    this.#host = host;
  }

  of(occurrence: Occurrence): string {
    const { rule } = occurrence;
    const key = this.#keyOf(occurrence);
    let prints = this.#known.get(rule);
    if (prints === undefined || prints.size >= PRINTS) {
      prints = new Map();
      this.#known.set(rule, prints);
    }
    const known = prints.get(key);
    if (known !== undefined) return known;
    const print = eventPrint(occurrence, this.#host);
    prints.set(key, print);
    return print;
  }

  /** All that a print depends on beside the rule. */
  #keyOf({ rule: { identity, subject }, attributes, own = attributes }: Occurrence): string {
    if (identity === undefined) return String(own[subject.name ?? "host.name"] ?? "");
    const [first = ""] = identity;
    if (identity.length === 1) return String(own[first] ?? "");
    return identity.map((name) => String(own[name] ?? "")).join("\0");
  }
}

/** The English message of an occurrence. */
function messageOf({ rule, reason, attributes }: Occurrence): string {
  return render(ruleText(rule, reason, attributes).en, attributes);
}

/** A finding about a guest names its host as well: the runbook's steps need both. */
function attributesOf({ subject, attributes }: Occurrence, host: string): Attributes {
  return safeAttributes(subject === undefined ? attributes : { "host.name": host, ...attributes });
}

function safeSubject({ type, name, id }: Subject): Subject {
  return defined({ type, name: field(name), id: id === undefined ? undefined : field(id) });
}

/** Where an event was first seen; the same event read again gives the same id. */
function originOf({ record }: Occurrence): string {
  const uptime = record.attributes["krane.kernel.uptime_us"];
  const boot = record.attributes["krane.boot.id"] ?? "";
  return uptime === undefined ? `${record.timestamp}` : `${boot}/${uptime}`;
}

/** What was before an occurrence of the same trouble. */
export interface Earlier {
  /** How often it happened. */
  readonly before?: number;
  /** How often it came and went, where it is flapping. */
  readonly flapping?: number | undefined;
}

function withEarlier(occurrence: Occurrence, { before = 0, flapping }: Earlier): Occurrence {
  const { rule, attributes, count } = occurrence;
  const total = rule.source === "agent" && rule.total !== undefined ? { [rule.total]: before + count } : undefined;
  const times = flapping === undefined ? undefined : { "krane.flapping": true, "krane.flapping.times": flapping };
  return { ...occurrence, attributes: { ...attributes, ...total, ...times } };
}

/** The finding that an occurrence opens, or counts on after earlier ones. `host` is the name of the machine that the log is of. */
export function eventFinding(again: Occurrence, host: string, earlier: Earlier = {}): Finding {
  const { before = 0 } = earlier;
  const occurrence = withEarlier(again, earlier);
  const { rule, record } = occurrence;
  const attributes = attributesOf(occurrence, host);
  const subject = occurrence.subject ? safeSubject(occurrence.subject) : subjectOf(rule, attributes, host);
  const print = eventPrint(occurrence, host);
  return defined({
    id: fingerprint([host, print, originOf(occurrence)], sha256),
    detector: rule.id,
    kind: "event" as const,
    status: occurrence.status,
    reason: occurrence.reason,
    message: field(messageOf(occurrence)),
    subject,
    attributes,
    evidence: evidenceLines(occurrence.lines),
    case: rule.case,
    ticket: rule.ticket,
    fingerprint: print,
    count: before + occurrence.count,
    startsAt: record.timestamp,
    lastObservedAt: record.timestamp,
    runbook: rule.runbook,
  });
}

/** The finding that a check's result opens at `now`, ms since the epoch. */
export function conditionFinding(result: CheckResult, host: string, now: number): Finding {
  const { check, subject, durationMs: _, ...said } = result;
  const print = fingerprint([check, subject.type, subject.name], sha256);
  return {
    ...said,
    id: fingerprint([host, print, String(now)], sha256),
    detector: check,
    kind: "condition",
    subject,
    fingerprint: print,
    count: 1,
    startsAt: now,
    lastObservedAt: now,
  };
}
