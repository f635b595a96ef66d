import { type LogRecord, milliseconds, type Rule } from "../core/index.ts";
import type { Occurrence } from "./occurrence.ts";

/** Occurrences of one rule that are remembered for their partners; the oldest is forgotten first. */
const MAX_RECENT = 16;

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
  readonly #longest: number;
  /** By rule, for each rule that joins; the newest last. */
  readonly #recent: ReadonlyMap<string, Recent[]>;

  constructor(rules: readonly Rule[], kept: readonly KeptOccurrence[] = []) {
    this.#leads = rules.filter(({ joins }) => joins !== undefined);
    this.#longest = Math.max(0, ...this.#leads.map(({ joins }) => milliseconds(joins?.within ?? "0ms")));
    const joining = this.#leads.flatMap(({ id, joins }) => [id, ...(joins?.rules ?? [])]);
    this.#recent = new Map(joining.map((id) => [id, []]));
    for (const { rule: id, ...occurrence } of kept) {
      const rule = rules.find((candidate) => candidate.id === id);
      if (rule !== undefined)
        this.#recent.get(id)?.push({ occurrence: { ...occurrence, rule }, at: timeOf(occurrence.record) });
    }
  }

  /** What may still be joined, for the next run. */
  kept(): readonly KeptOccurrence[] {
    const recent = [...this.#recent.values()].flat();
    return recent.map(({ occurrence }) => ({ ...occurrence, rule: occurrence.rule.id }));
  }

  /** Takes an occurrence; gives what it completes. */
  push(occurrence: Occurrence): readonly Joined[] {
    const list = this.#recent.get(occurrence.rule.id);
    if (list === undefined) return [];
    if (occurrence.clears) {
      list.length = 0;
      return [];
    }
    const at = timeOf(occurrence.record);
    while (list[0] !== undefined && (list.length >= MAX_RECENT || list[0].at < at - this.#longest)) list.shift();
    list.push({ occurrence, at });
    return this.#leads.flatMap((lead) => this.#join(lead) ?? []);
  }

  #join(lead: Rule): Joined | undefined {
    for (const first of this.#recent.get(lead.id)?.toReversed() ?? []) {
      const parts = [first, ...this.#partners(lead, first)];
      if (parts.length <= (lead.joins?.rules.length ?? 0)) continue;
      for (const list of this.#recent.values())
        list.splice(0, list.length, ...list.filter((recent) => !parts.includes(recent)));
      const absorbed = parts.slice(1).map(({ occurrence }) => occurrence);
      return { occurrence: merged(lead, first.occurrence, absorbed), absorbed };
    }
    return undefined;
  }

  /** The newest of each rule that belongs to `first`: of the same subject where it names one, and all within the time. */
  #partners({ subject, joins }: Rule, first: Recent): readonly Recent[] {
    if (joins === undefined) return [];
    const within = milliseconds(joins.within);
    const name = (recent: Recent) =>
      subject.name === undefined ? undefined : recent.occurrence.attributes[subject.name];
    const belongs = (recent: Recent) =>
      Math.abs(recent.at - first.at) <= within && (name(recent) ?? name(first)) === name(first);
    const found = joins.rules.flatMap((id) => this.#recent.get(id)?.findLast(belongs) ?? []);
    const times = [first, ...found].map(({ at }) => at);
    return Math.max(...times) - Math.min(...times) <= within ? found : [];
  }
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
