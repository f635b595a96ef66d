import type { Attributes, Kept } from "../../core/index.ts";

/** How long changes of a process number are counted together. */
const WINDOW_MS = 900_000;

/** A service at one look, as far as looks are compared. */
export interface WatchedService {
  readonly name: string;
  readonly pid: number | undefined;
  /** What somebody asked for. */
  readonly action: string | undefined;
}

/** What several looks tell. */
export interface Watched {
  /** How often the process was another one than at the look before, within 15 minutes, without anybody having asked for it. */
  readonly changes: number;
  /** How long the same request has been waiting, seconds. */
  readonly waitingS: number;
}

interface Entry extends Watched {
  readonly pid: number;
  readonly action: string;
  /** ms since the epoch: when the counting and the waiting began. */
  readonly from: number;
  readonly since: number;
}

const ENTRY = /^(\d{1,3}) (\d{1,7}) (\d{1,15}) (\S{1,32}) (\d{1,15}) (.{1,255})$/;
const NOTHING = "-";
const MOST_CHANGES = 99;

function entries(kept: Kept | undefined, bootId: string | undefined): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  const lines = kept !== undefined && kept.bootId === bootId ? kept.facts.services : undefined;
  for (const line of Array.isArray(lines) ? lines : []) {
    const [, changes, pid, from, action = NOTHING, since, name] = ENTRY.exec(line) ?? [];
    if (name === undefined) continue;
    const numbers = { changes: Number(changes), pid: Number(pid), from: Number(from), since: Number(since) };
    found.set(name, { ...numbers, action, waitingS: 0 });
  }
  return found;
}

function counted({ pid, action }: WatchedService, before: Entry, now: number): Pick<Entry, "changes" | "from"> {
  const isNew = pid !== undefined && before.pid !== 0 && pid !== before.pid;
  const isAsked = action !== undefined || before.action !== NOTHING;
  const change = isNew && !isAsked ? 1 : 0;
  const isOver = now - before.from > WINDOW_MS || now < before.from;
  return isOver
    ? { changes: change, from: now }
    : { changes: Math.min(MOST_CHANGES, before.changes + change), from: before.from };
}

function renewed(service: WatchedService, before: Entry | undefined, now: number): Entry {
  const action = service.action?.replaceAll(" ", "-") ?? NOTHING;
  const isSame = before?.action === action && action !== NOTHING && before.since <= now;
  const since = isSame ? before.since : now;
  const count = before === undefined ? { changes: 0, from: now } : counted(service, before, now);
  return { ...count, pid: service.pid ?? before?.pid ?? 0, action, since, waitingS: Math.round((now - since) / 1000) };
}

/** Compares this look with what the last one left. */
export function watchServices(
  services: readonly WatchedService[],
  last: { readonly kept: Kept | undefined; readonly bootId: string | undefined; readonly now: number },
): { readonly watched: ReadonlyMap<string, Watched>; readonly keep: Attributes } {
  const before = entries(last.kept, last.bootId);
  const all = services.map((service) => [service.name, renewed(service, before.get(service.name), last.now)] as const);
  const lines = all.map(
    ([name, { changes, pid, from, action, since }]) => `${changes} ${pid} ${from} ${action} ${since} ${name}`,
  );
  return { watched: new Map(all), keep: { services: lines } };
}
