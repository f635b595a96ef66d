import { defined, type Finding } from "../core/index.ts";
import { leastEvents } from "./least-events.ts";
import type { OpenFinding } from "./open-finding.ts";
import type { OpenState } from "./open-state.ts";

/** Repeats of an open finding are told at most so often; its opening and its end at once. */
const UPDATE_MS = 10_000;
/** Findings that may be open at once; beyond, some of the least severe events are ended, those that were silent longest. */
const MAX_OPEN = 4096;
/** How many are ended then: to find them costs a look at all. */
const EVICTED = 256;

/** All troubles that are not over, those that ended lately, and what of them is news. */
export class OpenStates {
  /** By fingerprint; of events, the one that was silent longest comes first. */
  readonly #states = new Map<string, OpenState>();
  /** Those that changed since they were last told. */
  readonly #untold = new Set<OpenState>();
  /** Fingerprints of those that changed or went since they were last kept. */
  readonly #unkept = new Set<string>();
  #newest: OpenState | undefined;
  #ended: { readonly finding: Finding; readonly told: boolean }[] = [];

  get size(): number {
    return this.#states.size;
  }

  /** Whether a state changed that was not kept yet. */
  get changed(): boolean {
    return this.#unkept.size > 0;
  }

  get(print: string): OpenState | undefined {
    return this.#states.get(print);
  }

  all(): Iterable<OpenState> {
    return this.#states.values();
  }

  /** A state of a former run. */
  restore(state: OpenState, untold: boolean): void {
    this.#states.set(state.fingerprint, state);
    if (untold) this.touch(state);
  }

  open(state: OpenState): void {
    if (this.#states.size >= MAX_OPEN) {
      for (const least of leastEvents(this.#states.values(), EVICTED)) this.end(least, least.lastObservedAt);
    }
    this.#add(state);
    this.touch(state);
  }

  /** It happened again: it is the last to be ended for want of room. */
  renew(state: OpenState): void {
    if (state !== this.#newest) {
      this.#states.delete(state.fingerprint);
      this.#add(state);
    }
    this.touch(state);
  }

  /** Something about it is news; while a threshold is not reached, for ourselves alone. */
  touch(state: OpenState): void {
    this.#unkept.add(state.fingerprint);
    if (state.pending === undefined) this.#untold.add(state);
  }

  /** It is over since `at`; `told` says whether anybody is to hear of it. */
  end(state: OpenState, at: number | undefined, told = state.pending === undefined): Finding {
    const endsAt = at ?? state.lastObservedAt;
    const finding: Finding = defined({ ...state.finding, endsAt });
    this.#states.delete(state.fingerprint);
    this.#untold.delete(state);
    this.#unkept.add(state.fingerprint);
    if (state === this.#newest) this.#newest = undefined;
    this.#ended.push({ finding, told });
    return finding;
  }

  /** Something more is known of what is over. */
  tellEnded(finding: Finding): void {
    this.reopened(finding);
    this.#unkept.add(finding.fingerprint);
    this.#ended.push({ finding, told: true });
  }

  /** What ended is open again: that it ended is no news any more. */
  reopened({ id }: Finding): void {
    this.#ended = this.#ended.filter(({ finding }) => finding.id !== id);
  }

  /** Takes out the findings that ended since they were last asked for. */
  takeEnded(): readonly Finding[] {
    return this.#ended.splice(0).flatMap(({ finding, told }) => (told ? [finding] : []));
  }

  /** When there is a finding to tell, ms since the epoch; undefined where there is none. */
  dueAt(): number | undefined {
    if (this.#ended.length > 0) return 0;
    let due: number | undefined;
    for (const { toldAt } of this.#untold) {
      if (toldAt === undefined) return 0;
      due = Math.min(due ?? Number.POSITIVE_INFINITY, toldAt + UPDATE_MS);
    }
    return due;
  }

  /** Findings to tell at `now`, at most `limit` of them; with `all`, also those that were told a moment ago. */
  takeUntold(now: number, all: boolean, limit: number): readonly Finding[] {
    const findings: Finding[] = [];
    for (const state of this.#untold) {
      if (findings.length >= limit) break;
      if (!all && state.toldAt !== undefined && now - state.toldAt < UPDATE_MS) continue;
      this.#untold.delete(state);
      this.#unkept.add(state.fingerprint);
      state.toldAt = now;
      findings.push(state.finding);
    }
    return findings;
  }

  /** What changed since it was last asked, as it is kept over a restart; undefined where nothing is open. */
  takeUnkept(alsoGone: readonly string[]): Map<string, OpenFinding | undefined> {
    const kept = new Map<string, OpenFinding | undefined>();
    for (const print of [...this.#unkept, ...alsoGone]) {
      const state = this.#states.get(print);
      kept.set(print, state?.kept(this.#untold.has(state)));
    }
    this.#unkept.clear();
    return kept;
  }

  #add(state: OpenState): void {
    this.#states.set(state.fingerprint, state);
    this.#newest = state;
  }
}
