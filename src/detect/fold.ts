import { type CheckResult, defined, type Finding } from "../core/index.ts";
import { conditionFinding, eventFinding, eventPrint } from "./finding.ts";
import { leastEvents } from "./least-events.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Changes, OpenFinding } from "./open-finding.ts";
import { OpenState } from "./open-state.ts";
import { towards } from "./threshold.ts";

/** Repeats of an open finding are told at most so often; its opening and its end at once. */
const UPDATE_MS = 10_000;
/** An event that nothing clears is over when it has not come again for so long. */
const QUIET_MS = 86_400_000;
/** How often the quiet ones are looked for. */
const QUIET_CHECK_MS = 60_000;
/** Findings that may be open at once; beyond, some of the least severe events are ended, those that were silent longest. */
const MAX_OPEN = 4096;
/** How many are ended then: to find them costs a look at all. */
const EVICTED = 256;

/** The life of findings: opened, counted, resolved. The same trouble again is the same finding. */
export class Fold {
  readonly #host: string;
  /** By fingerprint; of events, the one that was silent longest comes first. */
  readonly #states = new Map<string, OpenState>();
  /** Those that changed since they were last told, and since they were last kept. */
  readonly #untold = new Set<OpenState>();
  readonly #unkept = new Set<OpenState>();
  readonly #ended: { readonly finding: Finding; readonly told: boolean }[] = [];
  #quietAt = 0;

  constructor(host: string, open: Iterable<OpenFinding> = [], now = 0) {
    this.#host = host;
    const byAge = [...open].sort((a, b) => (a.finding.lastObservedAt ?? 0) - (b.finding.lastObservedAt ?? 0));
    for (const { finding, pending, untold } of byAge) {
      const state = new OpenState(host, finding, pending && [...pending], pending || untold ? undefined : now);
      this.#states.set(finding.fingerprint, state);
      if (untold === true) this.#untold.add(state);
    }
  }

  /** Ends the open findings that nobody looks after any more: their detector was muted, their log is not watched. */
  retain(isLookedAfter: (finding: Finding) => boolean, now: number): void {
    for (const state of this.#states.values()) if (!isLookedAfter(state.finding)) this.#clear(state, now);
  }

  /** Takes what a rule saw. An event that is no fault in itself is forgotten. */
  event(occurrence: Occurrence): void {
    if (occurrence.status === "ok" && !occurrence.clears) return;
    const print = eventPrint(occurrence, this.#host);
    const state = this.#states.get(print);
    const { record, rule } = occurrence;
    if (occurrence.clears) this.#clear(state, record.timestamp ?? record.observedTimestamp);
    else if (state === undefined)
      this.#open(eventFinding(occurrence, this.#host), rule.threshold === undefined ? undefined : []);
    else this.#repeat(state, occurrence);
    this.#countPending(occurrence, this.#states.get(print));
  }

  /** Takes an occurrence back that turned out to be part of something else: nobody hears of it, or that it is over. */
  absorb(occurrence: Occurrence): void {
    const state = this.#states.get(eventPrint(occurrence, this.#host));
    if (state === undefined) return;
    const count = state.finding.count - occurrence.count;
    if (count === 0) {
      this.#drop(state, occurrence.record.timestamp, state.toldAt !== undefined);
      return;
    }
    state.finding = { ...state.finding, count };
    this.#touch(state);
  }

  /** Takes what is known now of an occurrence that was taken before: told at once, and not counted again. */
  amend(occurrence: Occurrence): void {
    const state = this.#states.get(eventPrint(occurrence, this.#host));
    if (state === undefined) return;
    const { id, startsAt, count, lastObservedAt } = state.finding;
    state.finding = defined({ ...eventFinding(occurrence, this.#host), id, startsAt, count, lastObservedAt });
    state.toldAt = undefined;
    this.#touch(state);
  }

  /** Takes all that the check of this id said at `now`; open findings of subjects that it says nothing about any more are over. */
  results(check: string, results: readonly CheckResult[], now: number): void {
    const troubles = results.filter(({ status }) => status !== "ok" && status !== "skipped");
    const findings = troubles.map((result) => conditionFinding(result, this.#host, now));
    const prints = new Set(findings.map(({ fingerprint }) => fingerprint));
    for (const state of this.#states.values()) {
      if (state.finding.detector === check && !prints.has(state.fingerprint)) this.#clear(state, now);
    }
    for (const finding of findings) {
      const state = this.#states.get(finding.fingerprint);
      if (state === undefined) this.#open(finding, undefined);
      else this.#restate(state, finding);
    }
  }

  /** Takes out the findings that ended since they were last asked for: a caller that never asks for changes bounds them by it. */
  takeEnded(): readonly Finding[] {
    return this.#ended.splice(0).flatMap(({ finding, told }) => (told ? [finding] : []));
  }

  /** How many findings are open. */
  get open(): number {
    return this.#states.size;
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

  /** Whether a state changed that was not kept yet. */
  get changed(): boolean {
    return this.#unkept.size > 0;
  }

  /**
   * Findings to tell at `now`, about `limit` of them; with `all`, also those that were told a moment ago. The states are ALL that
   * changed, told or not: whoever keeps the places of the logs with them can go on from there as if nothing had happened.
   */
  changes(now: number, all = false, limit = Number.POSITIVE_INFINITY): Changes {
    this.#endQuiet(now);
    const findings: Finding[] = [];
    for (const state of this.#untold) {
      if (findings.length >= limit) break;
      if (!all && state.toldAt !== undefined && now - state.toldAt < UPDATE_MS) continue;
      this.#untold.delete(state);
      this.#unkept.add(state);
      state.toldAt = now;
      findings.push(state.finding);
    }
    const kept = new Map<string, OpenFinding | undefined>();
    for (const state of this.#unkept) kept.set(state.fingerprint, this.#kept(state));
    this.#unkept.clear();
    for (const { finding, told } of this.#ended.splice(0)) {
      if (told) findings.push(finding);
      if (!this.#states.has(finding.fingerprint)) kept.set(finding.fingerprint, undefined);
    }
    return { findings, state: kept };
  }

  #kept(state: OpenState): OpenFinding {
    const { finding, pending } = state;
    return defined({ finding, pending, untold: this.#untold.has(state) ? (true as const) : undefined });
  }

  #open(finding: Finding, pending: number[] | undefined): void {
    if (this.#states.size >= MAX_OPEN) {
      for (const state of leastEvents(this.#states.values(), EVICTED)) this.#clear(state, state.lastObservedAt);
    }
    const state = new OpenState(this.#host, finding, pending);
    this.#states.set(finding.fingerprint, state);
    this.#touch(state);
  }

  /** Something about it is news; while a threshold is not reached, for ourselves alone. */
  #touch(state: OpenState): void {
    this.#unkept.add(state);
    if (state.pending === undefined) this.#untold.add(state);
  }

  #countPending({ rule, record }: Occurrence, state: OpenState | undefined): void {
    if (state?.pending === undefined || rule.threshold === undefined) return;
    state.pending = towards(rule.threshold, state.pending, record.timestamp ?? 0);
    if (state.pending === undefined) this.#touch(state);
  }

  #clear(state: OpenState | undefined, at: number | undefined): void {
    if (state === undefined) return;
    this.#drop(state, at, state.pending === undefined);
  }

  #drop(state: OpenState, at: number | undefined, told: boolean): void {
    this.#states.delete(state.fingerprint);
    this.#untold.delete(state);
    this.#unkept.delete(state);
    const endsAt = at ?? state.lastObservedAt;
    this.#ended.push({ finding: defined({ ...state.finding, endsAt }), told });
  }

  #endQuiet(now: number): void {
    if (now - this.#quietAt < QUIET_CHECK_MS) return;
    this.#quietAt = now;
    for (const state of this.#states.values()) {
      const { lastObservedAt } = state;
      if (state.finding.kind === "event" && lastObservedAt !== undefined && now - lastObservedAt > QUIET_MS)
        this.#clear(state, lastObservedAt);
    }
  }

  /** The same event again: counted, and the last to be ended for want of room. */
  #repeat(state: OpenState, again: Occurrence): void {
    state.repeat(again);
    this.#states.delete(state.fingerprint);
    this.#states.set(state.fingerprint, state);
    this.#touch(state);
  }

  /** The same condition again: told only where it says something else than before, and then at once. */
  #restate(state: OpenState, now: Finding): void {
    const { id, startsAt, count, status, reason, message } = state.finding;
    const same = status === now.status && reason === now.reason && message === now.message;
    state.finding = defined({ ...now, id, startsAt, count: same ? count : count + 1 });
    if (same) return;
    state.toldAt = undefined;
    this.#touch(state);
  }
}
