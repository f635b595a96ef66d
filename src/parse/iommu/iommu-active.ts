import type { Answer } from "../../core/index.ts";
import { lastBootLine } from "../boot/boot-fact.ts";
import type { IommuDomain, IommuVendor } from "./iommu-params.ts";

/** How each driver names its units in /sys/class/iommu: dmar0, ivhd0; a virtio-iommu is called by its PCI address. */
const UNITS: readonly (readonly [RegExp, IommuVendor])[] = [
  [/^dmar\d/, "intel"],
  [/^ivhd\d/, "amd"],
  [/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/, "virtio"],
];

/** Who made the units that are active. */
export function vendorOfUnits(names: readonly string[]): IommuVendor | undefined {
  return UNITS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}

/** The IOMMU groups by the type of their default domain. */
export interface GroupCount {
  readonly groups: number;
  readonly passthrough: number;
  readonly translated: number;
}

/**
 * Counts /sys/kernel/iommu_groups/N/type: "identity" lets the device use addresses as they are, "DMA", "DMA-FQ" and "DMA-SVA" translate
 * them (drivers/iommu/iommu.c, iommu_group_show_type; the file is there since 4.19).
 */
export function countGroups(types: readonly Answer<string>[]): GroupCount {
  const told = types.flatMap((type) => (type.known ? [type.value.trim()] : []));
  return {
    groups: types.length,
    passthrough: told.filter((type) => type === "identity").length,
    translated: told.filter((type) => /^DMA(?:-|$)/.test(type)).length,
  };
}

/** The domain type of most groups: devices that are not trusted, or that a driver has a quirk for, may differ. */
export function domainOf({ passthrough, translated }: GroupCount): IommuDomain | undefined {
  if (passthrough + translated === 0) return undefined;
  return passthrough > translated ? "passthrough" : "translated";
}

/** The domain type that the boot log names. It names one on hosts without any IOMMU as well (lab), so it tells of active ones only. */
export function bootDomain(log: Answer<string> | undefined): IommuDomain | undefined {
  const line = lastBootLine(log, /^iommu: Default domain type: (?:Passthrough|Translated)/);
  if (line === undefined) return undefined;
  return line.includes("Passthrough") ? "passthrough" : "translated";
}

/** Whether the boot log says that interrupts are remapped; no line is no answer. */
export function bootRemaps(log: Answer<string> | undefined): true | undefined {
  const line = lastBootLine(log, /^(?:DMAR-IR: Enabled IRQ remapping|AMD-Vi: Interrupt remapping enabled)/);
  return line === undefined ? undefined : true;
}
