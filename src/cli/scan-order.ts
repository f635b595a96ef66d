import { placeInSet } from "../sources/rotated.ts";

export interface Dated {
  readonly path: string;
  /** Time of the first record, ms since the epoch; absent where none has one. */
  readonly begins?: number;
}

function compare<T>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Logs in the order in which they were written: by the time of their first record, those without times last. Of one log's files that
 * begin in the same second the one that was rotated more often comes first. What that leaves open stays as it was given.
 */
export function inTimeOrder<T extends Dated>(logs: readonly T[]): readonly T[] {
  const sets = logs.map(({ path }) => placeInSet(path));
  const order = new Map<string, number>();
  for (const { log } of sets) if (!order.has(log)) order.set(log, order.size);
  const keyed = logs.map((log, index) => {
    const { log: name, age } = sets[index] ?? { log: log.path, age: "" };
    return { log, begins: log.begins ?? Number.POSITIVE_INFINITY, set: order.get(name) ?? 0, age };
  });
  return keyed
    .toSorted((a, b) => compare(a.begins, b.begins) || compare(a.set, b.set) || compare(a.age, b.age))
    .map(({ log }) => log);
}
