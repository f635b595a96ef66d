import type { Status, Verdict } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen } from "../feature.ts";
import { meminfoKib } from "../memory/meminfo.ts";
import type { SwapLook } from "./swap-look.ts";
import { restoring, type SwapOrigin } from "./swap-origin.ts";
import { parseSwaps, type Swap } from "./swaps.ts";

const SWAPS = "/proc/swaps";
const MEMINFO = "/proc/meminfo";
const FSTAB = "/etc/fstab";

export type SwapReason = "SwapOff" | "SwapActive" | "SwapPersistent" | "SwapTold" | "SwapUnnamed" | "SwapUnseen";

export interface SwapFacts extends SwapLook {
  /** What an active swap is worth here: kubelet waits for it to go, Docker does not. */
  readonly status: Status;
  /** kubelet is installed: the check kubelet-swap says what swap means for it. */
  readonly isTold: boolean;
}

/** Whether swap comes at boot. That nothing brings it is known only where fstab was seen. */
function configured({ fstab }: SwapFacts, origins: readonly SwapOrigin[]): Seen {
  const [first] = origins;
  if (first !== undefined) return seen(true, first.at, origins.map(({ evidence }) => evidence).join("; "));
  return fstab.known ? seen(false, `${FSTAB}, units`, "nothing turns it on") : seen(undefined, FSTAB, fstab.why);
}

function namedVerdict(facts: SwapFacts, swaps: readonly Swap[]): Verdict<SwapReason> {
  const origins = restoring(swaps, facts.origins, facts.targets);
  const feature: Feature = {
    configured: configured(facts, origins),
    effective: seen(true, SWAPS, `${swaps.length} active`),
  };
  return featureVerdict({
    status: facts.status,
    reason: origins.length === 0 ? "SwapActive" : "SwapPersistent",
    feature,
    attributes: {
      "krane.swap.kib": swaps.reduce((sum, swap) => sum + swap.kib, 0),
      "krane.swap.devices": swaps.map((swap) => swap.name),
      "krane.swap.restored_by": origins.map((origin) => origin.at),
    },
    evidence: swaps.map((swap) => swap.line),
  });
}

function plainVerdict(facts: SwapFacts, effective: Seen, kib: number): Verdict<SwapReason> {
  return featureVerdict({
    status: kib === 0 ? "ok" : facts.status,
    reason: kib === 0 ? "SwapOff" : "SwapUnnamed",
    feature: { configured: configured(facts, facts.origins), effective },
    attributes: { "krane.swap.kib": kib },
  });
}

/** A swap that another check tells of is a fact here and no fault. */
function told(verdict: Verdict<SwapReason>, { isTold }: SwapFacts): Verdict<SwapReason> {
  const isFault = verdict.status === "critical" || verdict.status === "warning";
  return isTold && isFault ? { ...verdict, status: "skipped", reason: "SwapTold" } : verdict;
}

/** Whether any swap is active. A kernel without swap has no /proc/swaps, but says so in /proc/meminfo. */
export function swapVerdict(facts: SwapFacts): Verdict<SwapReason> {
  const swaps = facts.swaps.known ? parseSwaps(facts.swaps.value) : undefined;
  if (swaps !== undefined && swaps.length > 0) return told(namedVerdict(facts, swaps), facts);
  if (swaps !== undefined) return plainVerdict(facts, seen(false, SWAPS, "no swap"), 0);
  const total = facts.meminfo.known ? meminfoKib(facts.meminfo.value, "SwapTotal") : undefined;
  if (total !== undefined)
    return told(plainVerdict(facts, seen(total > 0, MEMINFO, `SwapTotal: ${total} kB`), total), facts);
  const why = facts.swaps.known ? `${SWAPS} is not as the kernel writes it` : facts.swaps.why;
  const feature: Feature = {
    configured: configured(facts, facts.origins),
    effective: seen(undefined, SWAPS, why),
    cause: lookCause(facts.swaps),
  };
  return featureVerdict({ status: "unknown", reason: "SwapUnseen", feature });
}
