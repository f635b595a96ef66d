import type { Finding } from "../core/index.ts";

/** What is remembered of a trouble that is not over. */
export interface OpenFinding {
  readonly finding: Finding;
  /** Times of the occurrences within a rule's threshold window, while it is not reached. */
  readonly pending?: readonly number[];
  /** It, or its latest repeats, were not told yet. */
  readonly untold?: true;
}

/** What changed since it was last asked. */
export interface Changes {
  readonly findings: readonly Finding[];
  /** Fingerprint -> state to keep over a restart; undefined where the trouble is over. */
  readonly state: ReadonlyMap<string, OpenFinding | undefined>;
}
