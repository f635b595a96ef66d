import type { Answer, Status, Verdict } from "../../core/index.ts";
import { type BootParam, hasParam, lastParam } from "../boot/cmdline.ts";
import { type Feature, type FeatureCause, featureVerdict, lookCause, type Seen, seen } from "../feature.ts";
import type { FirstCpu } from "./cpuinfo.ts";

export interface ClockFacts {
  /** clocksource0/current_clocksource. */
  readonly current: Answer<string>;
  /** clocksource0/available_clocksource. */
  readonly available: Answer<string>;
  /** /proc/cmdline. */
  readonly params: Answer<readonly BootParam[]>;
  readonly cpu: FirstCpu;
  /** Asked where the clock is slow. */
  readonly bootLog: Answer<string>;
}

export type ClockReason = "ClockFast" | "ClockOfGuest" | "ClockChosen" | "ClockNoTsc" | "ClockSlow" | "ClockUnseen";

const DIR = "/sys/devices/system/clocksource/clocksource0";
/** Read without leaving the program (vDSO) and without an exit; hyperv_clocksource_msr is what Hyper-V has where its page is off. */
const FAST: readonly string[] = [
  "tsc",
  "tsc-early",
  "kvm-clock",
  "xen",
  "hyperv_clocksource_tsc_page",
  "hyperv_clocksource_msr",
];
const NAME = /^[\w.-]{1,32}$/;

export function isFast(current: Answer<string>): boolean {
  return current.known && FAST.includes(current.value);
}

/** The parameter that keeps the TSC from being the clock (arch/x86/kernel/tsc.c, tsc_setup and notsc_setup). */
function forcedBy(params: readonly BootParam[]): string | undefined {
  const chosen = lastParam(params, "clocksource");
  if (chosen !== undefined && !FAST.includes(chosen)) return `clocksource=${chosen}`;
  if (lastParam(params, "tsc") === "unstable") return "tsc=unstable";
  return hasParam(params, "notsc") ? "notsc" : undefined;
}

function forced({ params }: ClockFacts): string | undefined {
  return params.known ? forcedBy(params.value) : undefined;
}

/** What firmware has to set right: TSCs that started apart, or that it wrote to (arch/x86/kernel/tsc_sync.c). */
const FIRMWARE = /TSCs unsynchronized|check_tsc_sync_source failed|\[Firmware Bug\]: TSC ADJUST/;
const UNSTABLE = /^.*(?:Marking TSC unstable|Marking clocksource 'tsc).*$/m;

function unstableLine({ bootLog }: ClockFacts): string | undefined {
  return bootLog.known ? UNSTABLE.exec(bootLog.value)?.[0].slice(0, 200) : undefined;
}

function isInvariant({ cpu }: ClockFacts): boolean {
  return cpu.flags.has("constant_tsc") && cpu.flags.has("nonstop_tsc");
}

function firmwareOf(facts: ClockFacts): Seen {
  const { cpu, bootLog } = facts;
  if (cpu.flags.has("hypervisor")) return seen(undefined, "CPU flags", "a virtual machine: its hypervisor decides");
  if (bootLog.known && FIRMWARE.test(bootLog.value))
    return seen(false, "kernel log", unstableLine(facts) ?? "TSC ADJUST");
  const has = isInvariant(facts);
  return seen(has, "CPU flags", has ? "constant_tsc nonstop_tsc" : "constant_tsc or nonstop_tsc is missing");
}

function configuredOf({ params }: ClockFacts): Seen {
  if (!params.known) return seen(undefined, "/proc/cmdline", params.why);
  const by = forcedBy(params.value);
  return seen(by === undefined, "/proc/cmdline", by ?? "nothing against the TSC");
}

function effectiveOf({ current, available }: ClockFacts): Seen {
  const source = `${DIR}/current_clocksource`;
  if (!current.known) return seen(undefined, source, current.why);
  if (!NAME.test(current.value)) return seen(undefined, source, "no name of a clocksource");
  return seen(isFast(current), source, `${current.value} of ${available.known ? available.value : "unknown ones"}`);
}

/**
 * A slow clock that the operators asked for, or that a hypervisor or an old CPU leaves no choice about, is told and is no fault: nothing
 * on this host is broken. A clock that should be the TSC and is not is a fault of every site.
 */
function reasonOf(facts: ClockFacts, effective: Seen): ClockReason {
  if (effective.fact === "unknown") return "ClockUnseen";
  if (effective.fact === "yes") return "ClockFast";
  if (facts.cpu.flags.has("hypervisor")) return "ClockOfGuest";
  if (forced(facts) !== undefined) return "ClockChosen";
  return isInvariant(facts) ? "ClockSlow" : "ClockNoTsc";
}

/** The watchdog that marks a TSC later than the first minutes leaves no line of the boot: then it is the kernel's own finding. */
function causeOf(facts: ClockFacts): FeatureCause {
  const { bootLog, available } = facts;
  if (available.known && available.value.split(/\s+/).includes("tsc")) return "driver";
  if (!bootLog.known) return lookCause(bootLog);
  return FIRMWARE.test(bootLog.value) ? "firmware" : "driver";
}

function troubleOf(facts: ClockFacts, reason: ClockReason): Pick<Feature, "cause" | "setting"> {
  if (reason === "ClockUnseen") return { cause: lookCause(facts.current) };
  if (reason !== "ClockSlow") return {};
  const { available } = facts;
  const isOffered = available.known && available.value.split(/\s+/).includes("tsc");
  return { cause: causeOf(facts), ...(isOffered ? { setting: "current_clocksource: tsc" } : {}) };
}

const STATUS: Partial<Record<ClockReason, Status>> = { ClockSlow: "warning", ClockUnseen: "unknown" };

/** What the facts say of the kernel's clock. */
export function clockVerdict(facts: ClockFacts): Verdict<ClockReason> {
  const effective = effectiveOf(facts);
  const reason = reasonOf(facts, effective);
  const line = unstableLine(facts);
  const param = forced(facts);
  return featureVerdict({
    status: STATUS[reason] ?? "ok",
    reason,
    feature: { firmware: firmwareOf(facts), configured: configuredOf(facts), effective, ...troubleOf(facts, reason) },
    attributes: {
      ...(effective.fact === "unknown" || !facts.current.known
        ? { "krane.feature.why": effective.raw }
        : { "krane.clocksource.current": facts.current.value }),
      ...(param === undefined ? {} : { "krane.boot.param": param }),
    },
    evidence: line === undefined ? [] : [line],
  });
}
