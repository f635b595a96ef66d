import type { Attributes } from "../../core/index.ts";
import type { Container } from "./container.ts";
import { isUnsettled } from "./container-state.ts";

/** What the last look kept, and when this one is. */
export interface Look {
  /** ms since the epoch, by the host's own clock. */
  readonly now: number;
  /** What earlier looks of this boot kept, by subject. */
  readonly before: ReadonlyMap<string, Counted>;
}

/** How many restarts a container had when they began to be counted. */
export interface Counted {
  readonly id: string;
  readonly count: number;
  readonly since: number;
}

/** How often a container came anew since its restarts are counted. */
export interface Growth {
  readonly restarts: number;
  /** To keep for the next look: "nova/nova-compute ID COUNT SINCE". */
  readonly keep: string | undefined;
}

/** Restarts are counted over this time, and then anew. */
const WINDOW_MS = 10 * 60 * 1000;
const ENTRY = /^(\S{1,400}) (\S{1,64}) (\d{1,10}) (\d{1,16})$/;

/** What a look kept; nothing where there was none in this boot. */
export function countedBefore(facts: Attributes | undefined): ReadonlyMap<string, Counted> {
  const lines = facts?.restarts;
  const found = new Map<string, Counted>();
  for (const line of Array.isArray(lines) ? lines : []) {
    const [, subject, id = "", count, since] = ENTRY.exec(line) ?? [];
    if (subject !== undefined) found.set(subject, { id, count: Number(count), since: Number(since) });
  }
  return found;
}

/** What stays the same over restarts: Docker starts the same container again, kubelet makes another one in the same pod. */
function identityOf({ pod, id }: Container): string {
  return (pod?.uid || id).slice(0, 64).replace(/\s/g, "_");
}

function lineOf(subject: string, { id, count, since }: Counted): string {
  return `${subject} ${id} ${count} ${since}`;
}

/**
 * Restarts since the first look of this window; all of them where it is no older than the window itself and has not come to stay: its own
 * count needs no earlier look. A start by hand sets Docker's count to 0 (moby: ResetRestartManager), another container or pod
 * begins anew; neither is growth.
 */
export function growthOf(subject: string, container: Container, { now, before }: Look): Growth {
  const entry = before.get(subject);
  const { restarts: count, bornAt } = container;
  // It was not asked for, since it has run for long.
  if (count === undefined) return { restarts: 0, keep: entry && lineOf(subject, entry) };
  const id = identityOf(container);
  const isNew = bornAt !== undefined && bornAt > 0 && now >= bornAt && now - bornAt <= WINDOW_MS;
  const isSame = entry?.id === id && count >= entry.count && now >= entry.since && now - entry.since <= WINDOW_MS;
  const base = isSame ? entry : { id, count, since: Math.round(now) };
  return { restarts: isNew && isUnsettled(container, now) ? count : count - base.count, keep: lineOf(subject, base) };
}
