import { KraneError } from "../core/index.ts";
import type { Ballast } from "./ballast.ts";
import { type Change, keepWorst, mergeChanges, NO_CHANGE } from "./change.ts";
import { troubleOf } from "./sqlite-error.ts";
import type { Store } from "./store.ts";

/** Where a change is to become durable. */
export interface Place {
  readonly directory: string;
  readonly ballast: Ballast;
  /** The database of the moment: it may be replaced while a change is written. */
  store(): Store;
  replace(): void;
}

/** More than any honest change needs to find its room; a disk that damages every new file ends here too. */
const MOST_TRIES = 64;

/** Makes the change durable, whatever of it there is room for; false where only waiting helps. */
export function persist(change: Change, place: Place): boolean {
  let rest: Change | undefined = change;
  for (let tries = 0; rest !== undefined && tries < MOST_TRIES; tries++) {
    try {
      place.store().write(rest);
      return true;
    } catch (error) {
      rest = nextTry(rest, place, error);
    }
  }
  return false;
}

function nextTry(change: Change, place: Place, cause: unknown): Change | undefined {
  const trouble = troubleOf(cause);
  switch (trouble) {
    case "unwritable":
      return undefined;
    case "full":
      return place.store().fits(change) ? spendBallast(change, place) : shed(change, place);
    case "corrupt":
      place.replace();
      // Sequences of the former epoch mean nothing in the new one.
      return { ...change, acknowledged: 0, broken: new Set(), weed: false };
    case "locked":
    case "other":
      throw writeFailed(place, cause);
  }
}

/** Others have filled the disk. */
function spendBallast(change: Change, place: Place): Change | undefined {
  return place.ballast.release() ? change : undefined;
}

/** The change is larger than the room that is kept free: first what is stored and not critical goes, then half of the change. */
function shed(change: Change, place: Place): Change | undefined {
  try {
    if (place.store().evictQuarter()) return change;
  } catch (error) {
    if (troubleOf(error) === "full") return spendBallast(change, place);
    throw writeFailed(place, error);
  }
  const { kept, lost } = keepWorst(change.entries, Math.floor(change.entries.length / 2));
  return lost.length === 0 ? undefined : mergeChanges({ ...change, entries: kept }, { ...NO_CHANGE, lost });
}

function writeFailed({ directory }: Place, cause: unknown): KraneError {
  return new KraneError("KRANE_OUTBOX_WRITE", `write the outbox in ${directory}`, { cause });
}
