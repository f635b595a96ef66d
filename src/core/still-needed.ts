import type { Answer } from "./probe.ts";
import type { Need } from "./rule.ts";

/** Names of the guests that use a network interface of this host; none where no guest does. Where nobody can tell, no fault is claimed. */
export type GuestsOn = (nic: string) => Promise<Answer<readonly string[]>>;

/** For what an interface that left its place is needed still. */
export interface Needed {
  readonly need: Need;
  /** The bridge that it was in. */
  readonly bridge?: string;
  /** Other ports that are in that bridge. */
  readonly ports?: number;
  /** Guests that use it. */
  readonly guests?: readonly string[];
}

/** Whether an interface is needed still, and for what; `undefined` where it is not. `bridge` is the one that it was in, where that is known. */
export type StillNeeded = (nic: string, bridge: string | undefined) => Promise<Answer<Needed | undefined>>;
