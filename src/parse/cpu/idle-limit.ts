import type { Answer } from "../../core/index.ts";
import { type BootParam, lastParam, paramValues } from "../boot/cmdline.ts";
import { countOf } from "../counted.ts";
import { type Seen, seen } from "../feature.ts";

/** What the kernel was told of idle states. */
export interface IdleAsked {
  /** /proc/cmdline. */
  readonly params: Answer<readonly BootParam[]>;
  /** /sys/module/intel_idle/parameters/max_cstate. */
  readonly intelLimit: Answer<string>;
  /** /sys/module/processor/parameters/max_cstate; its mode was 0000 until 5.10, so there the command line alone tells. */
  readonly acpiLimit: Answer<string>;
}

interface Limits {
  readonly intel: number | undefined;
  readonly acpi: number | undefined;
}

function limitOf(limit: Answer<string>, params: readonly BootParam[], name: string): number | undefined {
  return countOf((limit.known ? limit.value : lastParam(params, name)) ?? "");
}

/**
 * Each driver heeds its own limit alone (drivers/idle/intel_idle.c intel_idle_max_cstate_reached, drivers/acpi/processor_idle.c). Where
 * intel_idle is off (0) acpi_idle takes over, so intel_idle.max_cstate=0 without processor.max_cstate=1 keeps the deep states.
 */
function isLimited({ intel, acpi }: Limits, driver: string): boolean {
  const limits = driver === "intel_idle" ? [intel] : driver === "acpi_idle" || intel === 0 ? [acpi] : [intel, acpi];
  return limits.some((limit) => limit !== undefined && limit <= 1);
}

/** idle=poll and idle=halt keep both drivers out; idle=nomwait leaves acpi_idle with I/O ports (arch/x86/kernel/process.c). */
function isOff(params: readonly BootParam[]): boolean {
  return (
    lastParam(params, "cpuidle.off") === "1" ||
    paramValues(params, "idle").includes("poll") ||
    lastParam(params, "idle") === "halt"
  );
}

const TELLING = ["cpuidle.off", "idle", "intel_idle.max_cstate", "processor.max_cstate"];

function rawOf(params: readonly BootParam[], { intel, acpi }: Limits): string {
  const given = params.filter(({ name }) => TELLING.includes(name)).map(({ name, value = "" }) => `${name}=${value}`);
  const asked = given.length === 0 ? "nothing asked" : given.join(" ");
  return `${asked}; max_cstate: intel_idle ${intel ?? "not known"}, processor ${acpi ?? "not known"}`;
}

const SOURCE = "/proc/cmdline, module parameters";

/** Whether states deeper than C1 are allowed; `driver` is the one that the kernel uses, "none" where it has none. */
export function deepAllowed({ params, intelLimit, acpiLimit }: IdleAsked, driver: string): Seen {
  const line = params.known ? params.value : [];
  const limits = {
    intel: limitOf(intelLimit, line, "intel_idle.max_cstate"),
    acpi: limitOf(acpiLimit, line, "processor.max_cstate"),
  };
  if (isOff(line) || isLimited(limits, driver)) return seen(false, SOURCE, rawOf(line, limits));
  return params.known ? seen(true, SOURCE, rawOf(line, limits)) : seen(undefined, SOURCE, params.why);
}

/** cpuidle.off=1 leaves no /sys/devices/system/cpu/cpuidle behind (drivers/cpuidle/cpuidle.c, cpuidle_init). */
export function cpuidleOff({ params }: IdleAsked): boolean {
  return params.known && lastParam(params.value, "cpuidle.off") === "1";
}
