import type { Finding } from "../core/index.ts";
import { isBefore, type Moment } from "./event-time.ts";
import { calmAt, type Flap, went } from "./flapping.ts";
import type { OpenFinding } from "./open-finding.ts";

/** Troubles that are remembered for a while after they were over; the oldest is forgotten first. */
const CAPACITY = 1024;

interface Over {
  readonly finding: Finding;
  readonly flap: Flap;
  /** By the clock of whoever asks what to forget: since when it is known. A log that is behind tells of what was over long ago. */
  since?: number;
}

/** Troubles that were over a moment ago: what comes again within the time of a rule's flapping is the same trouble. */
export class LatelyOver {
  /** By fingerprint, the one that was over first comes first. */
  readonly #over = new Map<string, Over>();
  /** Fingerprints of those that are forgotten, to be deleted where they are kept. */
  readonly #forgotten: string[] = [];

  /** Remembers what is over. */
  put(finding: Finding, flap: Flap, moment: Moment): void {
    const print = finding.fingerprint;
    this.#over.delete(print);
    this.#over.set(print, { finding, flap: went(flap, moment) });
    const [oldest = print] = this.#over.keys();
    if (this.#over.size > CAPACITY) this.#forget(oldest);
  }

  restore({ finding, flap }: OpenFinding, now: number): void {
    if (flap !== undefined) this.#over.set(finding.fingerprint, { finding, flap, since: now });
  }

  /** What comes again; undefined where that is another trouble. */
  take(print: string, { at, bare }: Moment): Over | undefined {
    const over = this.#over.get(print);
    if (over === undefined) return undefined;
    this.#over.delete(print);
    return bare === over.flap.last.bare && at <= calmAt(over.flap) ? over : undefined;
  }

  /** Counts in what happened before it was over, and is told by a log that is behind; undefined where there is no such trouble. */
  late(print: string, moment: Moment, count: number): Finding | undefined {
    const over = this.#over.get(print);
    if (over === undefined || !isBefore(moment, over.flap.last)) return undefined;
    const finding = { ...over.finding, count: over.finding.count + count };
    this.#over.set(print, { ...over, finding });
    return finding;
  }

  /** As it is kept over a restart; undefined where nothing is. */
  kept(print: string): OpenFinding | undefined {
    const over = this.#over.get(print);
    return over && { finding: over.finding, flap: over.flap, over: true };
  }

  /** Forgets what was over long before `now`, and is known for as long: a log may still tell that it came again. Gives the fingerprints of all that were forgotten since the last call. */
  forget(now: number): readonly string[] {
    for (const [print, over] of this.#over) {
      const { flap } = over;
      over.since ??= now;
      if (flap.last.bare !== true && calmAt(flap) < now && over.since + flap.holdMs <= now) this.#forget(print);
    }
    return this.#forgotten.splice(0);
  }

  #forget(print: string): void {
    this.#over.delete(print);
    this.#forgotten.push(print);
  }
}
