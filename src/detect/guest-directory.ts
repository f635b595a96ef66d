import {
  type Answer,
  type Guest,
  type GuestSnapshot,
  type GuestState,
  type GuestThread,
  guestName,
  known,
  notKnown,
} from "../core/index.ts";
import { cgroupDomain } from "../parse/guest/guest-cgroup.ts";
import { GUEST_THREAD, servedThread } from "../parse/guest/guest-thread.ts";

/** A thread that oopsed is gone when its report is read; whose it was is known for so long. */
const KEPT_MS = 600_000;
/** Beyond, threads that are gone are forgotten first, the longest gone before the others. */
const MOST_THREADS = 65_536;
/** Names of guests that are told where the one is not known. */
const MOST_CANDIDATES = 64;
/** Guests that use nothing any more. */
const STOPPED: ReadonlySet<GuestState> = new Set(["shutoff", "crashed", "gone"]);

/** What a record says of whom it is about. */
export interface Clue {
  /** Thread or process id. */
  readonly tid?: number;
  /** Name of the thread: vhost's has the id of its qemu in it. */
  readonly thread?: string;
  readonly cgroup?: string;
  readonly uuid?: string;
  readonly domain?: string;
  readonly tap?: string;
  /** When it happened, ms since boot, and how far off that may be. Absent where it cannot be told: then nothing is held against it. */
  readonly atMs?: number;
  readonly slackMs?: number;
}

/** The guest, or the names of those that were there, and their number. */
export type Whose =
  | { readonly guest: Guest }
  | { readonly guest?: undefined; readonly candidates: readonly string[]; readonly count: number };

interface Known {
  guest: Guest;
  /** ms since boot, when it was missed first; undefined while it is there. */
  goneMs: number | undefined;
}

interface KnownThread {
  readonly owner: Known;
  thread: GuestThread;
  goneMs: number | undefined;
  /** Whoever had this id before. */
  readonly earlier: KnownThread | undefined;
}

/** The start of its process tells a guest from the one that it was before a restart. */
function keyOf({ domain, pid, startedMs }: Guest): string {
  return `${pid ?? ""} ${startedMs ?? ""} ${domain}`;
}

/** Whether something that began and ended at these times was there when it happened. */
function wasThere(startedMs: number | undefined, goneMs: number | undefined, { atMs, slackMs = 0 }: Clue): boolean {
  if (atMs === undefined) return true;
  return (startedMs ?? 0) <= atMs + slackMs && atMs - slackMs <= (goneMs ?? Number.POSITIVE_INFINITY);
}

/**
 * Whose thread it was. Knows the guests of a moment, and for ten minutes whatever was there before: a lookup is made of memory alone. An id
 * that was given to another thread since is told by its times, and by a name that no guest's thread has.
 */
export class GuestDirectory {
  readonly #guests = new Map<string, Known>();
  readonly #threads = new Map<number, KnownThread>();
  /** Why guests may be missing. */
  #missing: string | undefined = "not looked for guests yet";

  /** Threads that are known. */
  get size(): number {
    return this.#threads.size;
  }

  /** Takes what is there now, `nowMs` since boot. */
  update({ guests, missing }: GuestSnapshot, nowMs: number): void {
    this.#missing = missing;
    const [seen, seenThreads] = [new Set<Known>(), new Set<KnownThread>()];
    // A guest that is gone must not take an id from one that is there.
    for (const guest of guests.toSorted((a, b) => Number(b.state === "gone") - Number(a.state === "gone"))) {
      const known = this.#guest(guest, nowMs);
      seen.add(known);
      for (const thread of guest.threads) seenThreads.add(this.#thread(known, thread, nowMs));
    }
    forget(this.#guests, seen, nowMs);
    forget(this.#threads, seenThreads, nowMs);
    this.#bound();
  }

  /** Whom a record is about, by the surest that it says. */
  whose(clue: Clue): Whose {
    const guest = this.#byName(clue) ?? this.#byThread(clue.tid, clue) ?? this.#byServed(clue);
    return guest === undefined ? this.#candidates(clue) : { guest };
  }

  /** Names of the guests that use a network interface of the host now; whoever had it before does not count. */
  on(tap: string): Answer<readonly string[]> {
    const users = [...this.#guests.values()].filter(
      ({ guest, goneMs }) => goneMs === undefined && !STOPPED.has(guest.state) && guest.taps.includes(tap),
    );
    if (users.length === 0 && this.#missing !== undefined) return notKnown(this.#missing);
    return known(users.map(({ guest }) => guestName(guest)));
  }

  #guest(guest: Guest, nowMs: number): Known {
    const key = keyOf(guest);
    const known = this.#guests.get(key) ?? { guest, goneMs: undefined };
    known.guest = isPartial(guest) ? { ...guest, ...known.guest, state: guest.state, problems: guest.problems } : guest;
    known.goneMs = guest.state === "gone" ? (known.goneMs ?? nowMs) : undefined;
    this.#guests.set(key, known);
    return known;
  }

  #thread(owner: Known, thread: GuestThread, nowMs: number): KnownThread {
    const known = this.#threads.get(thread.tid);
    const isGone = owner.goneMs !== undefined || thread.dead === true;
    if (known?.owner === owner) {
      // What libvirt alone still tells of has neither a name nor a start any more.
      if (thread.dead !== true) known.thread = thread;
      known.goneMs = isGone ? (known.goneMs ?? nowMs) : undefined;
      return known;
    }
    const earlier = known && { ...known, earlier: undefined, goneMs: known.goneMs ?? nowMs };
    const entry = { owner, thread, goneMs: isGone ? nowMs : undefined, earlier };
    this.#threads.set(thread.tid, entry);
    return entry;
  }

  #bound(): void {
    const over = this.#threads.size - MOST_THREADS;
    if (over <= 0) return;
    const byAge = [...this.#threads].toSorted(([, a], [, b]) => (a.goneMs ?? Infinity) - (b.goneMs ?? Infinity));
    for (const [tid] of byAge.slice(0, over)) this.#threads.delete(tid);
  }

  /** By what only one guest has, whether its threads are known or not; of one that was restarted, who it was then, else the newest. */
  #byName(clue: Clue): Guest | undefined {
    const { uuid, cgroup, tap } = clue;
    const domain = clue.domain ?? (cgroup === undefined ? undefined : cgroupDomain(cgroup));
    if (uuid === undefined && domain === undefined && tap === undefined) return undefined;
    const isNamed = ({ guest }: Known) =>
      (uuid !== undefined && guest.uuid === uuid) ||
      (domain !== undefined && guest.domain === domain) ||
      (tap !== undefined && guest.taps.includes(tap));
    const named = [...this.#guests.values()].filter(isNamed);
    const then = named.findLast(({ guest, goneMs }) => wasThere(guest.startedMs, goneMs, clue));
    return (then ?? named.at(-1))?.guest;
  }

  #byThread(tid: number | undefined, clue: Clue): Guest | undefined {
    let entry = tid === undefined ? undefined : this.#threads.get(tid);
    while (entry !== undefined) {
      const { owner, thread, goneMs } = entry;
      const startedMs = thread.startedMs ?? owner.guest.startedMs;
      if (wasThere(startedMs, goneMs, clue) && isLikely(clue.thread, entry)) return owner.guest;
      entry = entry.earlier;
    }
    return undefined;
  }

  /** A kernel thread has an id of its own; the one in its name is that of the thread that it serves. */
  #byServed(clue: Clue): Guest | undefined {
    const { thread: _, ...rest } = clue;
    return clue.thread === undefined ? undefined : this.#byThread(servedThread(clue.thread), rest);
  }

  #candidates(clue: Clue): Whose {
    const there = [...this.#guests.values()].filter(({ guest, goneMs }) => wasThere(guest.startedMs, goneMs, clue));
    const names = [...new Set(there.map(({ guest }) => guestName(guest)))].sort();
    return { candidates: names.slice(0, MOST_CANDIDATES), count: names.length };
  }
}

/** What a status file said is still so when it cannot be read any more. */
function isPartial({ problems }: Guest): boolean {
  return problems.some(({ kind }) => kind === "unreadable" || kind === "corrupt");
}

/** Notes what was not seen any more, and forgets what was gone for long. */
function forget<T extends { goneMs: number | undefined }>(known: Map<unknown, T>, seen: Set<T>, nowMs: number): void {
  for (const [key, entry] of known) {
    if (seen.has(entry)) continue;
    entry.goneMs ??= nowMs;
    if (nowMs - entry.goneMs > KEPT_MS) known.delete(key);
  }
}

/** Once a thread is gone, its id may be another's: that one will hardly have the name of a guest's thread. */
function isLikely(name: string | undefined, { thread, goneMs }: KnownThread): boolean {
  return name === undefined || goneMs === undefined || name === thread.name || GUEST_THREAD.test(name);
}
