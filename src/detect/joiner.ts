import { type AttributeValue, milliseconds, type Rule } from "../core/index.ts";
import { eventTime } from "./event-time.ts";
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
        this.#recent.get(id)?.push({ occurrence: { ...occurrence, rule }, at: eventTime(occurrence.record) });
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
      const name = nameOf(occurrence.rule, occurrence);
      list.splice(0, list.length, ...list.filter((recent) => nameOf(occurrence.rule, recent.occurrence) !== name));
      return [];
    }
    const at = eventTime(occurrence.record);
    while (list[0] !== undefined && (list.length >= MAX_RECENT || list[0].at < at - this.#longest)) list.shift();
    list.push({ occurrence, at });
    const found: Joined[] = [];
    for (const lead of this.#leads) {
      const joined = this.#isComplete(lead) ? this.#join(lead) : undefined;
      if (joined !== undefined) found.push(joined);
    }
    return found;
  }

  /** Whether all rules of a join were seen lately: most are not, and a storm asks often. */
  #isComplete({ id, joins }: Rule): boolean {
    const isSeen = (rule: string) => (this.#recent.get(rule)?.length ?? 0) > 0;
    return isSeen(id) && (joins?.rules ?? []).every(isSeen);
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
    const name = (recent: Recent) => nameOf({ subject }, recent.occurrence);
    const belongs = (recent: Recent) =>
      Math.abs(recent.at - first.at) <= within && (name(recent) ?? name(first)) === name(first);
    const found = joins.rules.flatMap((id) => this.#recent.get(id)?.findLast(belongs) ?? []);
    const times = [first, ...found].map(({ at }) => at);
    return Math.max(...times) - Math.min(...times) <= within ? found : [];
  }
}

/** What an occurrence is about, in the words of a rule. */
function nameOf({ subject }: Pick<Rule, "subject">, { attributes }: Occurrence): AttributeValue | undefined {
  return subject.name === undefined ? undefined : attributes[subject.name];
}

function merged(lead: Rule, first: Occurrence, others: readonly Occurrence[]): Occurrence {
  const inOrder = [first, ...others].toSorted((a, b) => eventTime(a.record) - eventTime(b.record));
  return {
    ...first,
    status: lead.joins?.status ?? first.status,
    reason: lead.joins?.reason ?? first.reason,
    attributes: Object.assign({}, ...others.map(({ attributes }) => attributes), first.attributes),
    lines: inOrder.flatMap(({ lines }) => lines),
    joined: true,
  };
}
