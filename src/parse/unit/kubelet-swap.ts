import { type Answer, defined, type Kept, type SystemdUnit, type Verdict } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, seen } from "../feature.ts";
import { meminfoKib } from "../memory/meminfo.ts";
import type { FailSwapOn } from "./kubelet.ts";
import { restoring, type SwapOrigin } from "./swap-origin.ts";
import { parseSwaps, type Swap } from "./swaps.ts";
import { KUBELET, moreRestarts, restartedAgo } from "./unit-state.ts";

export type KubeletSwapReason =
  | "SwapOff"
  | "SwapHoldsKubelet"
  | "SwapWaitsForKubelet"
  | "SwapBesideKubelet"
  | "SwapAllowed"
  | "SwapReturns"
  | "SwapUnseen"
  | "NoKubelet";

export interface KubeletSwapFacts {
  readonly swaps: Answer<string>;
  readonly meminfo: Answer<string>;
  readonly origins: readonly SwapOrigin[];
  readonly targets: ReadonlyMap<string, string | undefined>;
  readonly kubelet: Answer<SystemdUnit | undefined>;
  readonly failSwapOn: FailSwapOn;
  readonly kept: Kept | undefined;
  readonly bootId: string | undefined;
  /** ms since the epoch by the host's clock; undefined where it is not shown. */
  readonly clock: number | undefined;
}

/** Swaps in use; undefined where they cannot be seen. A kernel without swap has no /proc/swaps, but says so in /proc/meminfo. */
export function activeSwaps({
  swaps,
  meminfo,
}: Pick<KubeletSwapFacts, "swaps" | "meminfo">): readonly Swap[] | undefined {
  const parsed = swaps.known ? parseSwaps(swaps.value) : undefined;
  if (parsed !== undefined) return parsed;
  const total = meminfo.known ? meminfoKib(meminfo.value, "SwapTotal") : undefined;
  if (total === undefined) return undefined;
  const unnamed: Swap = { name: "unnamed", type: "partition", kib: total, usedKib: 0, line: `SwapTotal: ${total} kB` };
  return total === 0 ? [] : [unnamed];
}

/** Whether kubelet runs; a unit whose restarts rise between two looks does not, however it looks at the moment. */
function kubeletUp(facts: Pick<KubeletSwapFacts, "kubelet" | "kept" | "bootId" | "clock">): boolean | undefined {
  const { kubelet } = facts;
  if (!kubelet.known) return undefined;
  if (kubelet.value === undefined || kubelet.value.active !== "active") return false;
  // It gives up within seconds of each start, and systemd starts it again after ten (kubernetes/release, kubelet.service).
  if (restartedAgo(kubelet.value, facts.clock) !== undefined) return false;
  return moreRestarts(kubelet.value, facts) === 0;
}

function stateOf({ kubelet }: KubeletSwapFacts): string {
  if (!kubelet.known) return `not known: ${kubelet.why}`;
  if (kubelet.value === undefined) return "not known to systemd";
  const { active, sub, restarts } = kubelet.value;
  return `${active} (${sub})${restarts === undefined ? "" : `, ${restarts} automatic restarts`}`;
}

function reasonOf(facts: KubeletSwapFacts): KubeletSwapReason {
  if (!facts.failSwapOn.value) return "SwapAllowed";
  const up = kubeletUp(facts);
  if (up === undefined) return "SwapBesideKubelet";
  return up ? "SwapWaitsForKubelet" : "SwapHoldsKubelet";
}

function swapOn(facts: KubeletSwapFacts, swaps: readonly Swap[]): Verdict<KubeletSwapReason> {
  const origins = restoring(swaps, facts.origins, facts.targets);
  const reason = reasonOf(facts);
  return featureVerdict({
    status: reason === "SwapAllowed" ? "warning" : "critical",
    reason,
    feature: {
      configured: seen(
        origins.length > 0 ? true : undefined,
        origins[0]?.at ?? "fstab, units",
        "turns swap on at boot",
      ),
      effective: seen(true, "/proc/swaps", `${swaps.length} active`),
    },
    subject: { type: "service", name: KUBELET },
    attributes: {
      "systemd.unit": KUBELET,
      "krane.swap.kib": swaps.reduce((sum, { kib }) => sum + kib, 0),
      "krane.swap.used_kib": swaps.reduce((sum, { usedKib }) => sum + usedKib, 0),
      "krane.swap.devices": swaps.map(({ name }) => name),
      "krane.swap.restored_by": origins.length > 0 ? origins.map(({ at }) => at) : ["nothing that was seen"],
      "krane.kubelet.state": stateOf(facts),
      "krane.kubelet.fail_swap_on": facts.failSwapOn.source,
    },
    evidence: [
      ...swaps.map(({ line }) => line),
      `${KUBELET}: ${stateOf(facts)}`,
      ...origins.map(({ evidence }) => evidence),
    ],
  });
}

/** Off now. What turns it on at boot will keep kubelet from starting then, which nobody notices until the host is rebooted. */
function swapOff({ origins, failSwapOn }: KubeletSwapFacts): Verdict<KubeletSwapReason> {
  const [first] = origins;
  const isLatent = first !== undefined && failSwapOn.value;
  const feature: Feature = {
    configured: seen(first !== undefined, first?.at ?? "fstab, units", first?.evidence ?? "nothing turns it on"),
    effective: seen(false, "/proc/swaps", "no swap"),
  };
  const attributes = { "systemd.unit": KUBELET, "krane.swap.restored_by": origins.map(({ at }) => at) };
  const subject = { type: "service", name: KUBELET } as const;
  return isLatent
    ? featureVerdict({ status: "warning", reason: "SwapReturns", feature, attributes, subject })
    : featureVerdict({ status: "ok", reason: "SwapOff", feature, attributes, subject });
}

/** The whole chain from what turns swap on to whether kubelet runs, as one verdict. */
export function kubeletSwapVerdict(facts: KubeletSwapFacts): Verdict<KubeletSwapReason> {
  const swaps = activeSwaps(facts);
  const { kubelet } = facts;
  const restarts = kubelet.known ? kubelet.value?.restarts : undefined;
  const keep = restarts === undefined ? undefined : { [KUBELET]: restarts };
  if (swaps !== undefined) return defined({ ...(swaps.length > 0 ? swapOn(facts, swaps) : swapOff(facts)), keep });
  const why = facts.swaps.known ? "/proc/swaps is not as the kernel writes it" : facts.swaps.why;
  return defined({
    ...featureVerdict<KubeletSwapReason>({
      status: "unknown",
      reason: "SwapUnseen",
      feature: { effective: seen(undefined, "/proc/swaps", why), cause: lookCause(facts.swaps) },
      subject: { type: "service", name: KUBELET },
      attributes: { "systemd.unit": KUBELET },
    }),
    keep,
  });
}
