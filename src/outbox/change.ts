import { STATUSES, type Status } from "../core/index.ts";

/** A finding for the queue, as bytes of the wire. */
export interface NewEntry {
  readonly payload: Uint8Array;
  /** How badly it is needed: the least severe ones go first when there is no room. */
  readonly status: Status;
}

/**
 * What did not survive, counted until it is reported: `evicted` for want of room; `corrupt` an entry or value whose crc was wrong;
 * `reset` the database was set aside and made anew; `rolled-back` it had lost its latest commits.
 */
export interface OutboxLoss {
  readonly reason: "evicted" | "corrupt" | "reset" | "rolled-back";
  /** Of evicted entries. */
  readonly status?: Status;
  readonly count: number;
}

/** One transaction: everything in it becomes durable together, or nothing. */
export interface Commit {
  readonly entries?: readonly NewEntry[];
  /** By source id: the place behind everything that is in this commit or was in an earlier one. */
  readonly cursors?: Readonly<Record<string, string>>;
  readonly state?: {
    readonly put?: Readonly<Record<string, Uint8Array>>;
    readonly delete?: readonly string[];
  };
  /** Losses that a finding in `entries` reports. */
  readonly settled?: readonly OutboxLoss[];
}

/** A commit with what the outbox itself has to change. */
export interface Change {
  readonly entries: readonly NewEntry[];
  readonly cursors: ReadonlyMap<string, string>;
  /** Undefined deletes. */
  readonly state: ReadonlyMap<string, Uint8Array | undefined>;
  readonly settled: readonly OutboxLoss[];
  readonly lost: readonly OutboxLoss[];
  readonly acknowledged: number;
  /** Sequences of entries whose crc is wrong. */
  readonly broken: ReadonlySet<bigint>;
  /** Look through the kept values for a wrong crc. */
  readonly weed: boolean;
}

export const NO_CHANGE: Change = {
  entries: [],
  cursors: new Map(),
  state: new Map(),
  settled: [],
  lost: [],
  acknowledged: 0,
  broken: new Set(),
  weed: false,
};

export function changeOf({ entries = [], cursors = {}, state = {}, settled = [] }: Commit): Change {
  const puts: [string, Uint8Array | undefined][] = Object.entries(state.put ?? {});
  const deletes = (state.delete ?? []).map((key): [string, undefined] => [key, undefined]);
  const places = new Map(Object.entries(cursors));
  return { ...NO_CHANGE, entries, cursors: places, state: new Map([...puts, ...deletes]), settled };
}

/** The most severe `limit` entries, of equal ones the latest; the others as losses. */
export function keepWorst(
  entries: readonly NewEntry[],
  limit: number,
): { readonly kept: readonly NewEntry[]; readonly lost: readonly OutboxLoss[] } {
  if (entries.length <= limit) return { kept: entries, lost: [] };
  const places = entries.map((entry, place) => ({ rank: STATUSES.indexOf(entry.status), place }));
  places.sort((a, b) => a.rank - b.rank || b.place - a.place);
  const keep = new Set(places.slice(0, limit).map(({ place }) => place));
  const lost = entries.filter((_, place) => !keep.has(place));
  return {
    kept: entries.filter((_, place) => keep.has(place)),
    lost: lost.map(({ status }): OutboxLoss => ({ reason: "evicted", status, count: 1 })),
  };
}

/** Both changes as one, the second one later. */
export function mergeChanges(first: Change, second: Change): Change {
  return {
    entries: [...first.entries, ...second.entries],
    cursors: new Map([...first.cursors, ...second.cursors]),
    state: new Map([...first.state, ...second.state]),
    settled: sumLosses([...first.settled, ...second.settled]),
    lost: sumLosses([...first.lost, ...second.lost]),
    acknowledged: Math.max(first.acknowledged, second.acknowledged),
    broken: new Set([...first.broken, ...second.broken]),
    weed: first.weed || second.weed,
  };
}

/** One loss per reason and status, with the sum; none with nothing left. */
export function sumLosses(losses: readonly OutboxLoss[]): readonly OutboxLoss[] {
  const sums = new Map<string, OutboxLoss>();
  for (const loss of losses) {
    const key = `${loss.reason}/${loss.status ?? ""}`;
    sums.set(key, { ...loss, count: loss.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].filter(({ count }) => count > 0);
}

export function withoutSettled(losses: readonly OutboxLoss[], settled: readonly OutboxLoss[]): readonly OutboxLoss[] {
  return sumLosses([...losses, ...settled.map((loss) => ({ ...loss, count: -loss.count }))]);
}
