import { type CheckResult, defined, type Finding } from "../core/index.ts";
import { EventLife } from "./event-life.ts";
import { conditionFinding, eventPrint } from "./finding.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Changes, OpenFinding } from "./open-finding.ts";
import { OpenState } from "./open-state.ts";
import { OpenStates } from "./open-states.ts";

/** An event that nothing clears is over when it has not come again for so long. */
const QUIET_MS = 86_400_000;
/** How often the quiet ones are looked for. */
const QUIET_CHECK_MS = 60_000;

/** The life of findings: opened, counted, resolved. The same trouble again is the same finding. */
export class Fold {
  /** Name of the machine that the logs are of, where they do not say it. */
  readonly host: string;
  readonly #states = new OpenStates();
  readonly #events: EventLife;
  #quietAt = 0;

  constructor(host: string, open: Iterable<OpenFinding> = [], now = 0) {
    this.host = host;
    this.#events = new EventLife(host, this.#states);
    const byAge = [...open].sort((a, b) => (a.finding.lastObservedAt ?? 0) - (b.finding.lastObservedAt ?? 0));
    for (const kept of byAge) this.#events.restore(kept, now);
  }

  /** Ends the open findings that nobody looks after any more: their detector was muted, their log is not watched. */
  retain(isLookedAfter: (finding: Finding) => boolean, now: number): void {
    for (const state of this.#states.all()) if (!isLookedAfter(state.finding)) this.#states.end(state, now);
  }

  /** Takes what a rule saw. An event that is no fault in itself is forgotten. */
  event(occurrence: Occurrence, print: string = eventPrint(occurrence, this.host)): void {
    if (occurrence.status !== "ok" || occurrence.clears) this.#events.take(occurrence, print);
  }

  /** Takes an occurrence back that turned out to be part of something else: nobody hears of it, or that it is over. */
  absorb(occurrence: Occurrence): void {
    this.#events.absorb(occurrence);
  }

  /** Whether a finding of this fingerprint is open. */
  has(print: string): boolean {
    return this.#states.get(print) !== undefined;
  }

  /** Takes what is known now of an occurrence that was taken before: told at once, and not counted again. */
  amend(occurrence: Occurrence): void {
    const state = this.#states.get(eventPrint(occurrence, this.host));
    if (state === undefined) return;
    state.amend(occurrence);
    this.#states.touch(state);
  }

  /** Takes all that the check of this id said at `now`; open findings of subjects that it says nothing about any more are over. */
  results(check: string, results: readonly CheckResult[], now: number): void {
    const troubles = results.filter(({ status }) => status !== "ok" && status !== "skipped");
    const findings = troubles.map((result) => conditionFinding(result, this.host, now));
    const prints = new Set(findings.map(({ fingerprint }) => fingerprint));
    for (const state of this.#states.all()) {
      if (state.finding.detector === check && !prints.has(state.fingerprint)) this.#states.end(state, now);
    }
    for (const finding of findings) {
      const state = this.#states.get(finding.fingerprint);
      if (state === undefined) this.#states.open(new OpenState(this.host, { finding }));
      else this.#restate(state, finding);
    }
  }

  /** Takes out the findings that ended since they were last asked for: a caller that never asks for changes bounds them by it. */
  takeEnded(): readonly Finding[] {
    return this.#states.takeEnded();
  }

  /** How many findings are open. */
  get open(): number {
    return this.#states.size;
  }

  /**
   * When there is a finding to tell, by the clock that `changes` is called with; undefined where there is none. `ahead` says how far the
   * clock of the logs is ahead of it.
   */
  dueAt(ahead = 0): number | undefined {
    const calmAt = this.#events.calmAt();
    const times = [this.#states.dueAt(), calmAt === undefined ? undefined : calmAt - ahead];
    const due = times.filter((time) => time !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Whether a state changed that was not kept yet. */
  get changed(): boolean {
    return this.#states.changed;
  }

  /**
   * Findings to tell at `now`, about `limit` of them; with `all`, also those that were told a moment ago. The states are ALL that
   * changed, told or not: whoever keeps the places of the logs with them can go on from there as if nothing had happened.
   */
  changes(now: number, all = false, limit = Number.POSITIVE_INFINITY): Changes {
    this.calm(now);
    const forgotten = this.#endQuiet(now);
    const findings = [...this.#states.takeUntold(now, all, limit), ...this.#states.takeEnded()];
    const state = this.#states.takeUnkept(forgotten);
    for (const [print, kept] of state) if (kept === undefined) state.set(print, this.#events.over.kept(print));
    return { findings, state };
  }

  /** Ends what came and went, and was quiet until `now`. */
  calm(now: number): void {
    this.#events.calm(now);
  }

  /** Gives the fingerprints of what was over and need not be remembered any more. */
  #endQuiet(now: number): readonly string[] {
    if (now - this.#quietAt < QUIET_CHECK_MS) return [];
    this.#quietAt = now;
    for (const state of this.#states.all()) {
      const { lastObservedAt } = state;
      if (state.finding.kind === "event" && lastObservedAt !== undefined && now - lastObservedAt > QUIET_MS)
        this.#states.end(state, lastObservedAt);
    }
    return this.#events.over.forget(now);
  }

  /** The same condition again: told only where it says something else than before, and then at once. */
  #restate(state: OpenState, now: Finding): void {
    const { id, startsAt, count, status, reason, message } = state.finding;
    const same = status === now.status && reason === now.reason && message === now.message;
    state.finding = defined({ ...now, id, startsAt, count: same ? count : count + 1 });
    if (same) return;
    state.toldAt = undefined;
    this.#states.touch(state);
  }
}
