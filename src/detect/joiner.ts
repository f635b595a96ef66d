import { type LogRecord, milliseconds, type Rule } from "../core/index.ts";
import type { Occurrence } from "./occurrence.ts";

/** Occurrences that are remembered for their partners; the oldest is forgotten first. */
const MAX_RECENT = 256;

/** Lines that belong together: what they make as one, and which occurrences that were told alone are part of it. */
export interface Joined {
  readonly occurrence: Occurrence;
  readonly absorbed: readonly Occurrence[];
}

/** An occurrence that may still be joined, as it is kept over a restart: its rule by id. */
export type KeptOccurrence = Omit<Occurrence, "rule"> & { readonly rule: string };

interface Recent {
  readonly occurrence: Occurrence;
  readonly at: number;
}

/**
 * Finds lines of several rules that together are one trouble. Nothing waits for its partners: a single line is told at once, and taken
 * back into the joined finding when they come.
 */
export class Joiner {
  readonly #leads: readonly Rule[];
  readonly #joining: ReadonlySet<string>;
  readonly #longest: number;
  #recent: Recent[] = [];

  constructor(rules: readonly Rule[], kept: readonly KeptOccurrence[] = []) {
    this.#leads = rules.filter(({ joins }) => joins !== undefined);
    this.#joining = new Set(this.#leads.flatMap(({ id, joins }) => [id, ...(joins?.rules ?? [])]));
    this.#longest = Math.max(0, ...this.#leads.map(({ joins }) => milliseconds(joins?.within ?? "0ms")));
    for (const { rule: id, ...occurrence } of kept) {
      const rule = rules.find((candidate) => candidate.id === id);
      if (rule !== undefined) this.#recent.push({ occurrence: { ...occurrence, rule }, at: timeOf(occurrence.record) });
    }
  }

  /** What may still be joined, for the next run. */
  kept(): readonly KeptOccurrence[] {
    return this.#recent.map(({ occurrence }) => ({ ...occurrence, rule: occurrence.rule.id }));
  }

  /** Takes an occurrence; gives what it completes. */
  push(occurrence: Occurrence): readonly Joined[] {
    const { rule, clears } = occurrence;
    if (!this.#joining.has(rule.id)) return [];
    if (clears) {
      this.#recent = this.#recent.filter((recent) => recent.occurrence.rule !== rule);
      return [];
    }
    const at = timeOf(occurrence.record);
    this.#recent = this.#recent.filter((recent) => recent.at >= at - this.#longest).slice(1 - MAX_RECENT);
    this.#recent.push({ occurrence, at });
    return this.#leads.flatMap((lead) => this.#join(lead) ?? []);
  }

  #join(lead: Rule): Joined | undefined {
    const { joins } = lead;
    if (joins === undefined) return undefined;
    const parts = [lead.id, ...joins.rules].map((id) =>
      this.#recent.findLast(({ occurrence }) => occurrence.rule.id === id),
    );
    if (!parts.every((part) => part !== undefined)) return undefined;
    const times = parts.map(({ at }) => at);
    const isTogether = Math.max(...times) - Math.min(...times) <= milliseconds(joins.within);
    if (!isTogether || !isOfOne(lead, parts)) return undefined;
    this.#recent = this.#recent.filter((recent) => !parts.includes(recent));
    const [first, ...absorbed] = parts.map(({ occurrence }) => occurrence);
    return first && { occurrence: merged(lead, first, absorbed), absorbed };
  }
}

/** Whether all parts that name a subject of the lead's kind name the same one. */
function isOfOne({ subject: { name } }: Rule, parts: readonly Recent[]): boolean {
  if (name === undefined) return true;
  return new Set(parts.flatMap(({ occurrence }) => occurrence.attributes[name] ?? [])).size <= 1;
}

function merged(lead: Rule, first: Occurrence, others: readonly Occurrence[]): Occurrence {
  const inOrder = [first, ...others].toSorted((a, b) => timeOf(a.record) - timeOf(b.record));
  return {
    ...first,
    status: lead.joins?.status ?? first.status,
    reason: lead.joins?.reason ?? first.reason,
    attributes: Object.assign({}, ...others.map(({ attributes }) => attributes), first.attributes),
    lines: inOrder.flatMap(({ lines }) => lines),
    joined: true,
  };
}

function timeOf(record: LogRecord): number {
  const uptime = record.attributes["krane.kernel.uptime_us"];
  return record.timestamp ?? (typeof uptime === "number" ? uptime / 1000 : record.observedTimestamp);
}
