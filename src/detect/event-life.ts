import { defined } from "../core/index.ts";
import { eventTime, isBefore, type Moment, momentOf } from "./event-time.ts";
import { eventFinding, eventPrint } from "./finding.ts";
import { calmAt, came, went } from "./flapping.ts";
import { LatelyOver } from "./lately-over.ts";
import type { Occurrence } from "./occurrence.ts";
import type { OpenFinding } from "./open-finding.ts";
import { OpenState } from "./open-state.ts";
import type { OpenStates } from "./open-states.ts";
import { towards } from "./threshold.ts";

/**
 * The life of what rules see. What comes again within the time of its rule's flapping is the same finding; what came so often is flapping,
 * and open until it was quiet for as long.
 */
export class EventLife {
  readonly over: LatelyOver = new LatelyOver();
  readonly #host: string;
  readonly #states: OpenStates;
  readonly #flapping = new Set<OpenState>();

  constructor(host: string, states: OpenStates) {
    this.#host = host;
    this.#states = states;
  }

  /** A state of a former run. */
  restore(kept: OpenFinding, now: number): void {
    if (kept.over === true) {
      this.over.restore(kept, now);
      return;
    }
    const state = new OpenState(this.#host, kept);
    if (kept.pending === undefined && kept.untold !== true) state.toldAt = now;
    this.#states.restore(state, kept.untold === true);
    if (kept.flap?.flapping === true) this.#flapping.add(state);
  }

  take(occurrence: Occurrence, print: string): void {
    const flapping = this.#states.get(print);
    if (flapping?.flap?.flapping === true) this.#endCalm(flapping, momentOf(occurrence.record));
    const state = this.#states.get(print);
    if (occurrence.clears) this.#clear(state, occurrence);
    else if (state === undefined) this.#come(occurrence, print);
    else this.#repeat(state, occurrence);
  }

  /** Takes an occurrence back that turned out to be part of something else. */
  absorb(occurrence: Occurrence): void {
    const state = this.#states.get(eventPrint(occurrence, this.#host));
    if (state === undefined) return;
    const count = state.finding.count - occurrence.count;
    if (count <= state.before) {
      this.#states.end(state, occurrence.record.timestamp, state.toldAt !== undefined || count > 0);
      return;
    }
    state.finding = { ...state.finding, count };
    this.#states.touch(state);
  }

  /** Ends what came and went, and was quiet until `now`. */
  calm(now: number): void {
    for (const state of this.#flapping) this.#endCalm(state, { at: now });
  }

  /** When something that flaps will have been quiet for long enough; undefined where nothing flaps. */
  calmAt(): number | undefined {
    const flaps = Array.from(this.#flapping, ({ flap }) => flap);
    const times = flaps.flatMap((flap) => (flap === undefined || flap.last.bare === true ? [] : [calmAt(flap)]));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The first time, or the first after it was over. */
  #come(occurrence: Occurrence, print: string): void {
    const { record, rule, count } = occurrence;
    const moment = momentOf(record);
    const late = this.over.late(print, moment, count);
    if (late !== undefined) {
      this.#states.tellEnded(late);
      return;
    }
    const pending = rule.threshold === undefined ? undefined : [];
    const over = pending === undefined ? this.over.take(print, moment) : undefined;
    const flap = came(rule, moment, over?.flap);
    if (over === undefined) {
      const finding = eventFinding(occurrence, this.#host);
      const state = new OpenState(this.#host, defined({ finding, flap, pending }));
      this.#states.open(state);
      this.#countPending(state, occurrence);
      return;
    }
    const { endsAt: _, ...finding } = over.finding;
    this.#states.reopened(finding);
    const state = new OpenState(this.#host, { finding, flap }, finding.count);
    state.repeat(occurrence);
    this.#states.open(state);
    if (flap.flapping === true) this.#flapping.add(state);
  }

  /** The same event again: counted. */
  #repeat(state: OpenState, again: Occurrence): void {
    const { flap } = state;
    if (flap?.gone === true) {
      const moment = momentOf(again.record);
      if (!isBefore(moment, flap.last)) state.flap = came(again.rule, moment, flap);
    }
    state.repeat(again);
    this.#states.renew(state);
    this.#countPending(state, again);
  }

  #countPending(state: OpenState, { rule, record, times }: Occurrence): void {
    if (state.pending === undefined || rule.threshold === undefined) return;
    state.pending = towards(rule.threshold, state.pending, eventTime(record), times);
    if (state.pending === undefined) this.#states.touch(state);
  }

  /** It is over; what is flapping stays open. */
  #clear(state: OpenState | undefined, { record }: Occurrence): void {
    if (state === undefined) return;
    const { flap, pending } = state;
    const moment = momentOf(record);
    if (flap !== undefined && isBefore(moment, flap.last)) return;
    if (flap?.flapping === true) {
      if (flap.gone !== true) state.flap = went(flap, moment);
      this.#states.touch(state);
      return;
    }
    const finding = this.#states.end(state, record.timestamp ?? record.observedTimestamp);
    if (flap !== undefined && pending === undefined) this.over.put(finding, flap, moment);
  }

  /** What was quiet until `now` is over since it went last; what did not go is like any other trouble again. */
  #endCalm(state: OpenState, now: Pick<Moment, "at" | "bare">): void {
    const { flap } = state;
    if (flap === undefined || now.bare !== flap.last.bare || now.at < calmAt(flap)) return;
    this.#flapping.delete(state);
    if (this.#states.get(state.fingerprint) !== state) return;
    // By the wall's clock it may be over while a log that is behind has more of it: then it goes on.
    if (flap.gone === true) this.over.put(this.#states.end(state, flap.last.wall), flap, flap.last);
    else state.flap = { opened: [], last: flap.last, times: 0, holdMs: flap.holdMs };
  }
}
