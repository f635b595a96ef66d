import type { Finding } from "../core/index.ts";
import type { Flap } from "./flapping.ts";

/** What is remembered of a trouble that is not over, or was over a moment ago and may come again. */
export interface OpenFinding {
  readonly finding: Finding;
  /** Times of the occurrences within a rule's threshold window, while it is not reached. */
  readonly pending?: readonly number[];
  /** It, or its latest repeats, were not told yet. */
  readonly untold?: true;
  /** How it came and went; of events only. */
  readonly flap?: Flap;
  /** It is over. */
  readonly over?: true;
}

/** What changed since it was last asked. */
export interface Changes {
  readonly findings: readonly Finding[];
  /** Fingerprint -> state to keep over a restart; undefined where the trouble is over for good. */
  readonly state: ReadonlyMap<string, OpenFinding | undefined>;
}
