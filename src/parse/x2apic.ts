import type { Answer, Status, Verdict } from "../core/index.ts";
import { type BootParam, hasParam, lastParam, paramValues } from "./cmdline.ts";
import { type CpuReason, cpuVerdict, type FirstCpu, isAmd } from "./cpuinfo.ts";
import { parseDmar } from "./dmar.ts";
import { type Feature, fact, featureAttributes, lookCause } from "./feature.ts";

/** IA32_APIC_BASE; bit 10 (EXTD) is set while the local APIC is in x2apic mode. */
export const APIC_BASE = 0x1b;
const EXTD = 0x400n;

interface Facts {
  readonly cpu: FirstCpu;
  readonly params: readonly BootParam[];
  /** Register APIC_BASE. */
  readonly apicBase: Answer<bigint>;
  /** The firmware's table of its IOMMU: tableOf() says which. */
  readonly table: Answer<Uint8Array>;
}

export type X2apicFacts = Omit<Facts, "cpu"> & { readonly cpu: FirstCpu | CpuReason };

/** DMAR on Intel, IVRS on AMD and Hygon. */
export function tableOf(cpu: FirstCpu | CpuReason): "DMAR" | "IVRS" {
  return typeof cpu !== "string" && isAmd(cpu) ? "IVRS" : "DMAR";
}

export type X2apicReason =
  | "X2apicOn"
  | "X2apicOptedOut"
  | "X2apicNoFlag"
  | "X2apicNoRemapping"
  | "X2apicDisabled"
  | "X2apicUnused"
  | "X2apicUnseen"
  | CpuReason;

/** The parameter that keeps x2apic off. `iommu=off` and `intel_iommu=off` do not: interrupt remapping stays on (measured on 6.1). */
function disabledBy(params: readonly BootParam[]): string | undefined {
  if (hasParam(params, "nox2apic")) return "nox2apic";
  const remapping = paramValues(params, "intremap").findLast((value) => value === "on" || value === "off");
  if (remapping === "off") return "intremap=off";
  return lastParam(params, "amd_iommu") === "off" ? "amd_iommu=off" : undefined;
}

/** A flag that `nox2apic` has cleared says nothing of the CPU. */
function lacksFlag({ cpu, params }: Facts): boolean {
  return !cpu.flags.has("x2apic") && !hasParam(params, "nox2apic");
}

/** Linux leaves x2apic off without interrupt remapping. No table or an empty one: VT-d or AMD-Vi is off in firmware. */
function remaps({ cpu, table }: Facts): boolean | undefined {
  if (!table.known) return undefined;
  if (tableOf(cpu) === "IVRS") return table.value.length === 0 ? false : undefined;
  const dmar = parseDmar(table.value);
  return dmar !== undefined && dmar.units > 0 && dmar.interruptRemapping;
}

function optedOut({ table }: Facts): boolean {
  return table.known && parseDmar(table.value)?.x2apicOptOut === true;
}

/** A hypervisor's guest may use x2apic without remapping (arch/x86/kernel/apic/apic.c, try_to_enable_x2apic), so there it proves nothing. */
function offered(facts: Facts): boolean | undefined {
  if (lacksFlag(facts) || optedOut(facts)) return false;
  const remapped = remaps(facts);
  return remapped === false && facts.cpu.flags.has("hypervisor") ? undefined : remapped;
}

/** The register decides (18 of 18 machines right; the CPU flag 15, the manual's grep 16). Linux cannot use what it has no flag of. */
function active({ cpu, apicBase }: Facts): boolean | undefined {
  if (apicBase.known) return (apicBase.value & EXTD) !== 0n;
  return cpu.flags.has("x2apic") ? undefined : false;
}

function whyOff(facts: Facts): Pick<State, "reason" | "cause"> {
  if (optedOut(facts)) return { reason: "X2apicOptedOut", cause: "firmware" };
  if (lacksFlag(facts)) return { reason: "X2apicNoFlag", cause: "firmware" };
  if (remaps(facts) === false) return { reason: "X2apicNoRemapping", cause: "firmware" };
  if (disabledBy(facts.params) !== undefined) return { reason: "X2apicDisabled", cause: "cmdline" };
  return { reason: "X2apicUnused", cause: "driver" };
}

interface State extends Feature {
  readonly reason: X2apicReason;
  /** The parameter that turned it off. */
  readonly param?: string;
}

function stateOf(facts: Facts): State {
  const param = disabledBy(facts.params);
  const effective = active(facts);
  const seen = { configured: fact(param === undefined), effective: fact(effective) };
  if (effective === true) return { ...seen, reason: "X2apicOn", firmware: fact(!optedOut(facts)) };
  const firmware = fact(offered(facts));
  if (effective === undefined && firmware !== "no") {
    return { ...seen, reason: "X2apicUnseen", firmware, cause: lookCause(facts.apicBase) };
  }
  return { ...seen, ...whyOff(facts), firmware, ...(param === undefined ? {} : { param }) };
}

/** Off costs interrupts of guests and CPUs beyond APIC id 254, but stops nothing: so no more than a warning. */
const STATUS: Partial<Record<X2apicReason, Status>> = { X2apicOn: "ok", X2apicUnseen: "unknown" };

/** What the facts say of x2apic. */
export function x2apicVerdict(facts: X2apicFacts): Verdict<X2apicReason> {
  const { cpu, apicBase } = facts;
  if (typeof cpu === "string") return cpuVerdict(cpu);
  const { reason, param, ...feature } = stateOf({ ...facts, cpu });
  return {
    status: STATUS[reason] ?? "warning",
    reason,
    attributes: {
      ...featureAttributes(feature),
      ...(apicBase.known ? {} : { "krane.feature.why": apicBase.why }),
      ...(param === undefined ? {} : { "krane.boot.param": param }),
    },
    evidence: apicBase.known ? [`MSR 0x1b: 0x${apicBase.value.toString(16)}`] : [],
  };
}
