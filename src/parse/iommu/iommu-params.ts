import { type BootParam, hasParam, paramValues } from "../boot/cmdline.ts";

export type IommuVendor = "intel" | "amd" | "virtio";
export type IommuDomain = "passthrough" | "translated";

/** A wish of the command line, and the parameter that it is made by. */
export interface Asked<T> {
  readonly value: T;
  readonly by: string;
}

/** The kernel compares beginnings: "off", and "on" of "on_anything" (strncmp). */
function lastOf(params: readonly BootParam[], name: string, words: readonly string[]): string | undefined {
  return paramValues(params, name).findLast((value) => words.some((word) => value.startsWith(word)));
}

/**
 * Whether the IOMMU was turned on or off. `iommu=off` and `amd_iommu=off` hold whatever comes behind them, as nothing sets the kernel's
 * no_iommu and amd_iommu_disabled back (arch/x86/kernel/pci-dma.c, drivers/iommu/amd/init.c); of intel_iommu= the last word counts
 * (drivers/iommu/intel/iommu.c, intel_iommu_setup; 5.4 to 6.12). `amd_iommu=on` is no word of the kernel. virtio-iommu heeds none of them.
 */
export function askedIommu(params: readonly BootParam[], vendor: IommuVendor | undefined): Asked<boolean> | undefined {
  if (vendor === "virtio") return undefined;
  if (lastOf(params, "iommu", ["off"]) !== undefined) return { value: false, by: "iommu=off" };
  if (vendor === "amd") {
    return lastOf(params, "amd_iommu", ["off"]) === undefined ? undefined : { value: false, by: "amd_iommu=off" };
  }
  const word = lastOf(params, "intel_iommu", ["on", "off"]);
  if (word === undefined) return undefined;
  return word.startsWith("on") ? { value: true, by: "intel_iommu=on" } : { value: false, by: "intel_iommu=off" };
}

/** As kstrtobool reads it (lib/kstrtox.c). */
function truth(value: string): boolean | undefined {
  if (/^(?:[1yt]|on)/i.test(value)) return true;
  return /^(?:[0nf]|off)/i.test(value) ? false : undefined;
}

function domainsIn({ name, value = "" }: BootParam): readonly Asked<IommuDomain>[] {
  if (name === "iommu.passthrough") {
    const on = truth(value);
    return on === undefined ? [] : [{ value: on ? "passthrough" : "translated", by: `${name}=${value}` }];
  }
  if (name !== "iommu") return [];
  return value.split(",").flatMap((word): Asked<IommuDomain>[] => {
    if (word.startsWith("pt")) return [{ value: "passthrough", by: "iommu=pt" }];
    return word.startsWith("nopt") ? [{ value: "translated", by: "iommu=nopt" }] : [];
  });
}

/** The domain type that was asked for; of iommu=pt, iommu=nopt and iommu.passthrough= the last counts (drivers/iommu/iommu.c). */
export function askedDomain(params: readonly BootParam[]): Asked<IommuDomain> | undefined {
  return params.flatMap(domainsIn).at(-1);
}

/** The parameter that keeps interrupt remapping off (drivers/iommu/irq_remapping.c; AMD's needs the IOMMU, so amd_iommu=off does, too). */
export function remappingOffBy(params: readonly BootParam[], vendor: IommuVendor | undefined): string | undefined {
  const word = lastOf(params, "intremap", ["on", "off"]);
  if (word?.startsWith("off") === true) return "intremap=off";
  if (word === undefined && hasParam(params, "nointremap")) return "nointremap";
  return vendor === "amd" && lastOf(params, "amd_iommu", ["off"]) !== undefined ? "amd_iommu=off" : undefined;
}
