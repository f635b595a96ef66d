import type { Answer, Attributes, Status, Verdict } from "../../core/index.ts";
import { lastBootLine } from "../boot/boot-fact.ts";
import { type BootParam, hasParam, parseCmdline } from "../boot/cmdline.ts";
import { type Feature, type FeatureCause, featureVerdict, lookCause, type Seen, seen } from "../feature.ts";
import { remappingOffBy } from "../iommu/iommu-params.ts";
import type { IommuTable } from "../iommu/iommu-table.ts";
import { type CpuReason, cpuVerdict, type FirstCpu } from "./cpuinfo.ts";

/** IA32_APIC_BASE; bit 10 (EXTD) is set while the local APIC is in x2apic mode. */
export const APIC_BASE = 0x1b;
const EXTD = 0x400n;
/** What an APIC that is not in x2apic mode can address; 255 is its broadcast. */
const LAST_XAPIC_ID = 254;

interface Facts {
  readonly cpu: FirstCpu;
  /** /proc/cmdline. */
  readonly cmdline: Answer<string>;
  /** Register APIC_BASE. */
  readonly apicBase: Answer<bigint>;
  readonly table: IommuTable;
  /** Asked only where the register is not known. */
  readonly bootLog?: Answer<string>;
  /** The highest APIC id of /proc/cpuinfo, asked only where nothing else decides. */
  readonly lastApicId?: number | undefined;
}

export type X2apicFacts = Omit<Facts, "cpu"> & { readonly cpu: FirstCpu | CpuReason };

export type X2apicReason =
  | "X2apicOn"
  | "X2apicOptedOut"
  | "X2apicNoFlag"
  | "X2apicNoRemapping"
  | "X2apicDisabled"
  | "X2apicUnused"
  | "X2apicUnexplained"
  | "X2apicUnseen"
  | CpuReason;

function paramsOf({ cmdline }: Facts): readonly BootParam[] {
  return parseCmdline(cmdline.known ? cmdline.value : "");
}

/** The parameter that keeps x2apic off. `iommu=off` and `intel_iommu=off` do not: interrupt remapping stays on (measured on 6.1). */
function disabledBy(facts: Facts): string | undefined {
  const params = paramsOf(facts);
  if (hasParam(params, "nox2apic")) return "nox2apic";
  return remappingOffBy(params, facts.table.signature === "IVRS" ? "amd" : "intel");
}

/** A flag that `nox2apic` has cleared, or may have cleared, says nothing of the CPU. */
function lacksFlag(facts: Facts): boolean {
  return !facts.cpu.flags.has("x2apic") && facts.cmdline.known && !hasParam(paramsOf(facts), "nox2apic");
}

/** What the kernel printed about the mode of the CPU; `AMD-Vi: X2APIC enabled` is about an IOMMU (arch/x86/kernel/apic/apic.c). */
const TOLD_ON =
  /^(?:APIC: )?(?:x2apic enabled|Enabled x2apic|x2apic: enabled by BIOS, switching to x2apic ops|Switched APIC routing to:? \w+ x2apic|DMAR-IR: Enabled IRQ remapping in x2apic mode)/;
const TOLD_OFF =
  /^(?:APIC: )?(?:x2apic disabled|x2apic: IRQ remapping doesn't support X2APIC mode|DMAR-IR: Enabled IRQ remapping in xapic mode)/;
const TOLD_OPT_OUT = /^DMAR-IR: x2apic is disabled because BIOS sets x2apic opt out bit/;
const TOLD = new RegExp([TOLD_ON, TOLD_OFF, TOLD_OPT_OUT].map(({ source }) => source).join("|"));

/** The last word counts: firmware may hand over with x2apic on, and the kernel turn it off. No line is no answer. */
function told({ bootLog }: Facts): Seen | undefined {
  const line = lastBootLine(bootLog, TOLD);
  return line === undefined ? undefined : seen(TOLD_ON.test(line), "kernel log", line);
}

function optedOut({ table, bootLog }: Facts): boolean {
  return table.x2apicOptOut || lastBootLine(bootLog, TOLD_OPT_OUT) !== undefined;
}

/**
 * A hypervisor's guest may use x2apic without remapping (arch/x86/kernel/apic/apic.c, try_to_enable_x2apic), so there it proves nothing
 * as long as x2apic is not known to be off.
 */
function offered(facts: Facts): Seen {
  const { cpu, table } = facts;
  if (lacksFlag(facts)) return seen(false, "/proc/cpuinfo", "no flag x2apic");
  if (optedOut(facts)) return seen(false, table.offer.source, `${table.offer.raw}; opted out`);
  const proven = !cpu.flags.has("hypervisor") || active(facts).fact === "no";
  const remapped = table.remapping === false && !proven ? undefined : table.remapping;
  return seen(remapped, table.offer.source, table.offer.raw);
}

/** The register decides (18 of 18 machines right; the CPU flag 15, the manual's grep 16). Linux cannot use what it has no flag of. */
function active(facts: Facts): Seen {
  const { cpu, apicBase, lastApicId } = facts;
  const register = `MSR 0x${APIC_BASE.toString(16)}`;
  if (apicBase.known) return seen((apicBase.value & EXTD) !== 0n, register, `0x${apicBase.value.toString(16)}`);
  if (!cpu.flags.has("x2apic")) return seen(false, "/proc/cpuinfo", "no flag x2apic");
  const line = told(facts);
  if (line !== undefined) return line;
  const beyond = lastApicId !== undefined && lastApicId > LAST_XAPIC_ID;
  return beyond ? seen(true, "/proc/cpuinfo", `apicid ${lastApicId}`) : seen(undefined, register, apicBase.why);
}

/** Whether more has to be asked than the register: the boot log first, then the ids of all APICs. */
export function x2apicUndecided(facts: X2apicFacts): boolean {
  const { cpu } = facts;
  return typeof cpu !== "string" && active({ ...facts, cpu }).fact === "unknown";
}

interface Trouble {
  readonly reason: X2apicReason;
  readonly cause?: FeatureCause;
  readonly setting?: string;
  /** The parameter that turned it off. */
  readonly param?: string;
}

function whyOff(facts: Facts): Trouble {
  const { table, cmdline } = facts;
  if (optedOut(facts)) return { reason: "X2apicOptedOut", cause: "firmware", setting: "x2APIC (X2APIC_OPT_OUT = 0)" };
  if (lacksFlag(facts)) return { reason: "X2apicNoFlag", cause: "firmware", setting: "x2APIC" };
  if (table.remapping === false) {
    const setting = table.signature === "IVRS" ? "AMD IOMMU (AMD-Vi)" : "Intel VT-d";
    return { reason: "X2apicNoRemapping", cause: "firmware", setting };
  }
  const param = disabledBy(facts);
  if (param !== undefined) return { reason: "X2apicDisabled", cause: "cmdline", setting: `without ${param}`, param };
  if (!cmdline.known) return { reason: "X2apicUnexplained", cause: lookCause(cmdline) };
  const isRead = table.offer.fact !== "unknown";
  return isRead
    ? { reason: "X2apicUnused", cause: "driver" }
    : { reason: "X2apicUnexplained", cause: lookCause(table.answer) };
}

function troubleOf(facts: Facts, feature: Feature): Trouble {
  if (feature.effective.fact === "yes") return { reason: "X2apicOn" };
  const isOff = feature.effective.fact === "no" || feature.firmware?.fact === "no";
  return isOff ? whyOff(facts) : { reason: "X2apicUnseen", cause: lookCause(facts.apicBase) };
}

/** What is on was offered, unless firmware asked not to use it and was overridden. */
function firmwareOf(facts: Facts, effective: Seen): Seen {
  if (effective.fact !== "yes" || optedOut(facts)) return offered(facts);
  const said = offered(facts);
  return said.fact === "yes" ? said : seen(true, effective.source, effective.raw);
}

function featureOf(facts: Facts): Feature {
  const { cmdline } = facts;
  const effective = active(facts);
  const param = disabledBy(facts);
  const configured = cmdline.known
    ? seen(param === undefined, "/proc/cmdline", param ?? "nothing against it")
    : seen(undefined, "/proc/cmdline", cmdline.why);
  return { firmware: firmwareOf(facts, effective), configured, effective };
}

/** Why the cause is not known, for the reasons whose text says so. */
function whyUnknown({ apicBase, cmdline, table }: Facts, reason: X2apicReason): Attributes {
  if (reason === "X2apicUnseen" && !apicBase.known) return { "krane.feature.why": apicBase.why };
  if (reason !== "X2apicUnexplained") return {};
  return { "krane.feature.why": cmdline.known ? table.offer.raw : cmdline.why };
}

/** Off costs interrupts of guests and CPUs beyond APIC id 254, but stops nothing: so no more than a warning. */
const STATUS: Partial<Record<X2apicReason, Status>> = { X2apicOn: "ok", X2apicUnseen: "unknown" };

/** What the facts say of x2apic. */
export function x2apicVerdict(given: X2apicFacts): Verdict<X2apicReason> {
  const { cpu } = given;
  if (typeof cpu === "string") return cpuVerdict(cpu);
  const facts = { ...given, cpu };
  const feature = featureOf(facts);
  const { reason, cause, setting, param } = troubleOf(facts, feature);
  return featureVerdict({
    status: STATUS[reason] ?? "warning",
    reason,
    feature: { ...feature, cause, setting },
    attributes: { ...whyUnknown(facts, reason), ...(param === undefined ? {} : { "krane.boot.param": param }) },
  });
}
