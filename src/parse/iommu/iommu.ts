import type { Attributes, Status, Verdict } from "../../core/index.ts";
import { type FeatureCause, featureVerdict, lookCause } from "../feature.ts";
import { type IommuFacts, type IommuSources, readIommu } from "./iommu-facts.ts";
import { type IommuDomain, type IommuVendor, remappingOffBy } from "./iommu-params.ts";

export type IommuReason =
  | "IommuActive"
  | "IommuDomainUnseen"
  | "IommuOtherDomain"
  | "IommuNoRemapping"
  | "IommuNotOffered"
  | "IommuRefused"
  | "IommuDisabled"
  | "IommuLeftOff"
  | "IommuExempt"
  | "IommuUnused"
  | "IommuUnexplained"
  | "IommuUnseen"
  | "NotX86";

interface State {
  readonly status: Status;
  readonly reason: IommuReason;
  readonly cause?: FeatureCause | undefined;
  readonly setting?: string | undefined;
  /** Beside those that every verdict has. */
  readonly attributes?: Attributes;
}

/** As firmware menus call it; a virtio-iommu is the hypervisor's. */
const MENU: Readonly<Record<IommuVendor, string>> = {
  intel: "Intel VT-d",
  amd: "AMD IOMMU (AMD-Vi)",
  virtio: "virtio-iommu",
};

/** A CPU too old for the site's parameters: firmware's VT-d alone is enough there (manual 8.2, 1.c.ii.1). */
function isExempt({ sources: { cpu, wanted } }: IommuFacts): boolean {
  const model = typeof cpu === "string" ? undefined : cpu.model;
  return model !== undefined && (wanted.iommuExemptCpus ?? []).includes(model);
}

function wantedDomain({ sources }: IommuFacts): IommuDomain | undefined {
  return sources.wanted.iommuDomain;
}

/** What to put on the command line, and what to take off it: `iommu=off` holds against whatever comes behind it. */
function parametersFor(facts: IommuFacts): string | undefined {
  const domain = wantedDomain(facts);
  const words = [
    ...(facts.maker === "intel" ? ["intel_iommu=on"] : []),
    ...(domain === "passthrough" ? ["iommu=pt"] : []),
  ];
  const { asked } = facts;
  const against = asked?.value === false && asked.by !== "intel_iommu=off" ? [`without ${asked.by}`] : [];
  return [...words, ...against].join(" ") || undefined;
}

function isGuest({ sources: { cpu } }: IommuFacts): boolean {
  return typeof cpu !== "string" && cpu.flags.has("hypervisor");
}

/** The template's command line on a board that was swapped is the case to catch; `iommu=pt` alone asks on AMD. */
function notOffered(facts: IommuFacts): State {
  const { asked, askedDomain, maker } = facts;
  const status = wantedDomain(facts) === undefined ? "warning" : "critical";
  const setting = maker === undefined ? {} : { setting: MENU[maker] };
  const asking = asked?.value === false ? [] : [asked?.by, askedDomain?.by].filter((by) => by !== undefined);
  if (asking.length === 0) return { status, reason: "IommuNotOffered", cause: "firmware", ...setting };
  const attributes = { "krane.boot.param": asking.join(" ") };
  return { status, reason: "IommuRefused", cause: "firmware", ...setting, attributes };
}

/** Off is a fault where it is wanted; who has to act is not known. */
function unexplained(facts: IommuFacts): State {
  const { configured, firmware, sources } = facts;
  const isOffered = firmware.fact === "yes";
  return {
    status: wantedDomain(facts) === undefined || isExempt(facts) ? "unknown" : "warning",
    reason: "IommuUnexplained",
    cause: lookCause(isOffered ? sources.cmdline : sources.table.answer),
    attributes: { "krane.feature.why": isOffered ? configured.raw : firmware.raw },
  };
}

/** Firmware offers it, or is not known not to, and it is off. Which is a matter of taste where nobody wants it. */
function notActive(facts: IommuFacts): State {
  const { asked, configured, firmware } = facts;
  const status = wantedDomain(facts) === undefined ? "ok" : "warning";
  const setting = parametersFor(facts);
  if (asked?.value === false)
    return { status, reason: "IommuDisabled", cause: "cmdline", setting, attributes: { "krane.boot.param": asked.by } };
  if (firmware.fact !== "yes" || configured.fact === "unknown") return unexplained(facts);
  if (configured.fact === "yes") return { status: "warning", reason: "IommuUnused", cause: "driver" };
  if (isExempt(facts)) return { status: "ok", reason: "IommuExempt", cause: "cmdline" };
  return { status, reason: "IommuLeftOff", cause: "cmdline", setting };
}

function whyNotRemapping({ params, maker, sources }: IommuFacts): Pick<State, "cause" | "setting"> {
  const param = remappingOffBy(params, maker);
  if (param !== undefined)
    return { cause: "cmdline", setting: param === "intremap=off" ? "intremap=on" : `without ${param}` };
  if (sources.table.remapping === false) return { cause: "firmware", setting: "Interrupt Remapping" };
  return { cause: "driver" };
}

/**
 * vfio assigns no device without interrupt remapping. On hardware its absence is a fault; a guest's hypervisor often leaves it out, which
 * matters only where devices are to be assigned, and a virtio-iommu never has it.
 */
function lacksRemapping(facts: IommuFacts): boolean {
  const matters = !isGuest(facts) || wantedDomain(facts) !== undefined;
  return facts.remapping === false && facts.vendor !== "virtio" && matters;
}

/** Asked for already and yet another: the kernel or a driver overrules the parameter. */
function otherDomain({ askedDomain, sources }: IommuFacts, wanted: IommuDomain): State {
  const isAsked = askedDomain?.value === wanted;
  const setting = wanted === "passthrough" ? "iommu=pt" : "iommu=nopt";
  const blame: Pick<State, "cause" | "setting"> = isAsked ? { cause: "driver" } : { cause: "cmdline", setting };
  return {
    ...(sources.cmdline.known ? blame : { cause: lookCause(sources.cmdline) }),
    status: "warning",
    reason: "IommuOtherDomain",
    attributes: { "krane.iommu.wanted_domain": wanted },
  };
}

function domainUnseen({ sources }: IommuFacts): State {
  const unread = sources.groupTypes.find((type) => !type.known);
  const cause = unread === undefined ? "source-lost" : lookCause(unread);
  return { status: "unknown", reason: "IommuDomainUnseen", cause };
}

function active(facts: IommuFacts): State {
  const { domain } = facts;
  const wanted = isExempt(facts) ? undefined : wantedDomain(facts);
  if (wanted !== undefined && domain !== undefined && domain !== wanted) return otherDomain(facts, wanted);
  if (lacksRemapping(facts)) return { status: "warning", reason: "IommuNoRemapping", ...whyNotRemapping(facts) };
  if (domain !== undefined) return { status: "ok", reason: "IommuActive" };
  return wanted === undefined ? { status: "ok", reason: "IommuDomainUnseen" } : domainUnseen(facts);
}

function stateOf(facts: IommuFacts): State {
  const { effective, firmware, sources } = facts;
  if (effective.fact === "yes") return active(facts);
  if (firmware.fact === "no") return notOffered(facts);
  if (effective.fact === "no") return notActive(facts);
  const attributes = { "krane.feature.why": effective.raw };
  return { status: "unknown", reason: "IommuUnseen", cause: lookCause(sources.units), attributes };
}

function groupAttributes({ groups, effective }: IommuFacts): Attributes {
  if (effective.fact !== "yes" || groups.groups === 0) return {};
  const isRead = groups.passthrough + groups.translated > 0;
  return {
    "krane.iommu.groups": groups.groups,
    ...(isRead ? { "krane.iommu.groups_passthrough": groups.passthrough } : {}),
  };
}

function attributesOf(facts: IommuFacts): Attributes {
  const { vendor, domain, remapping } = facts;
  return {
    ...(vendor === undefined ? {} : { "krane.iommu.vendor": vendor }),
    ...(domain === undefined ? {} : { "krane.iommu.domain": domain }),
    ...groupAttributes(facts),
    ...(remapping === undefined ? {} : { "krane.iommu.interrupt_remapping": remapping }),
  };
}

/** What the sources say of the IOMMU. */
export function iommuVerdict(sources: IommuSources): Verdict<IommuReason> {
  if (sources.cpu === "NotX86") return { status: "skipped", reason: "NotX86" };
  const facts = readIommu(sources);
  const { status, reason, cause, setting, attributes } = stateOf(facts);
  const { firmware, configured, effective } = facts;
  return featureVerdict({
    status,
    reason,
    feature: { firmware, configured, effective, cause, setting },
    attributes: { ...attributesOf(facts), ...attributes },
  });
}
