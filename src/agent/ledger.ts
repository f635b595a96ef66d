import type { Log } from "../core/index.ts";
import type { Fold } from "../detect/fold.ts";
import type { OutboxLoss } from "../outbox/change.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { encodeFinding } from "../rpc/codec.ts";
import { Earliest } from "./earliest.ts";
import type { Intake } from "./intake.ts";

/** Findings that come together go into one transaction. */
const GATHER_MS = 20;
/** Commits may take this share of the time: in a storm, more goes into each. */
const COMMIT_SHARE = 0.2;
const LONGEST_GATHER_MS = 1000;
/** How often the silence of an open report is looked at. */
const IDLE_MS = 200;
/** How often places alone are made durable: reading a quiet log again costs little, each commit costs a sync of the disk. */
const PLACES_MS = 10_000;
/** Findings in one transaction; those of a storm that are over wait in the fold, which has room for all that is open. */
const MOST_FINDINGS = 500;
/** How often a disk that takes no writes is tried again. */
const RETRY_MS = 1000;

export interface LedgerOptions {
  readonly outbox: Outbox;
  readonly fold: Fold;
  readonly intake: Intake;
  /** Told of findings that the outbox could not keep; what it makes of them is in the same commit. */
  readonly lost: (loss: OutboxLoss) => void;
  /** Told when findings became durable. */
  readonly committed: () => void;
  readonly log: Log;
}

/**
 * Makes findings, ALL that is remembered, and the places that logs were read to durable in ONE transaction, between two chunks of a log.
 * After a crash the next run stands where that transaction stood, with an open report, lines that may be joined and counts that were
 * not told yet; what was read since is read again. So nothing is lost and nothing is counted twice, and nothing has to be held back.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  /** Places as they were committed last. */
  readonly #places = new Map<string, string>();
  readonly #timer = new Earliest(() => this.#turn());
  #placesAt = 0;
  #gatherMs = GATHER_MS;
  #wasWritable = true;

  constructor(options: LedgerOptions) {
    this.#options = options;
    for (const { id, cursor } of options.intake.watches) if (cursor !== undefined) this.#places.set(id, cursor);
  }

  /** Something was read or said. */
  touch(): void {
    this.#timer.plan(this.#gatherMs);
  }

  /** Commits what can be; called once more at the end. */
  close(): void {
    this.#timer.close();
    this.#commit(Date.now(), true);
  }

  #turn(): void {
    const { watches } = this.#options.intake;
    const now = Date.now();
    for (const watch of watches) watch.idle(now);
    if (!this.#options.outbox.writable) this.#options.outbox.retry();
    if (this.#isDue(now)) this.#commit(now, false);
    this.#tellWritable();
    this.#planNext(Date.now());
  }

  #isDue(now: number): boolean {
    const { outbox, fold } = this.#options;
    if (!outbox.writable) return false;
    if (outbox.losses().length > 0 || (fold.dueAt() ?? Number.POSITIVE_INFINITY) <= now) return true;
    const moved = this.#moved();
    // The first place of a log: without it, the next run would begin at the end of what is there by then.
    if (moved.some(([id]) => !this.#places.has(id))) return true;
    return (moved.length > 0 || fold.changed) && now - this.#placesAt >= PLACES_MS;
  }

  #planNext(now: number): void {
    const { outbox, fold, intake } = this.#options;
    const { watches } = intake;
    const dueAt = fold.dueAt();
    if (dueAt !== undefined) this.#timer.plan(Math.max(this.#gatherMs, dueAt - now));
    if (watches.some(({ busy }) => busy)) this.#timer.plan(IDLE_MS);
    if (!outbox.writable) this.#timer.plan(RETRY_MS);
    if (fold.changed || this.#moved().length > 0)
      this.#timer.plan(Math.max(this.#gatherMs, this.#placesAt + PLACES_MS - now));
  }

  #moved(): (readonly [id: string, cursor: string])[] {
    return this.#options.intake.watches.flatMap(({ id, cursor }) =>
      cursor === undefined || this.#places.get(id) === cursor ? [] : [[id, cursor] as const],
    );
  }

  #commit(now: number, last: boolean): void {
    const { outbox, fold, intake, lost, committed } = this.#options;
    const startedAt = performance.now();
    const settled = outbox.losses();
    settled.forEach(lost);
    const { findings, state } = fold.changes(now, last, last ? undefined : MOST_FINDINGS);
    const moved = this.#moved();
    if (moved.length + findings.length + state.size + settled.length === 0) return;
    const durable = outbox.commit({
      entries: findings.map((finding) => ({ payload: encodeFinding(finding), status: finding.status })),
      cursors: Object.fromEntries(moved),
      state: intake.memory.changes(state),
      settled,
    });
    for (const [id, cursor] of moved) this.#places.set(id, cursor);
    this.#placesAt = now;
    const tookMs = performance.now() - startedAt;
    this.#gatherMs = Math.min(LONGEST_GATHER_MS, Math.max(GATHER_MS, tookMs / COMMIT_SHARE));
    if (durable && findings.length > 0) committed();
  }

  #tellWritable(): void {
    const { outbox, log, committed } = this.#options;
    if (outbox.writable === this.#wasWritable) return;
    this.#wasWritable = outbox.writable;
    if (outbox.writable) log("notice", "the disk takes writes again");
    else log("error", "the disk takes no writes, findings wait in memory", { waiting: outbox.waiting() });
    if (outbox.writable) committed();
  }
}
