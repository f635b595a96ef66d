import type { Answer, Wanted } from "../../core/index.ts";
import { type BootParam, parseCmdline } from "../boot/cmdline.ts";
import { kernelOption } from "../boot/kernel-config.ts";
import { type CpuReason, type FirstCpu, isAmd } from "../cpu/cpuinfo.ts";
import { remapsInterrupts } from "../cpu/interrupts.ts";
import { type Seen, seen } from "../feature.ts";
import { bootDomain, bootRemaps, countGroups, domainOf, type GroupCount, vendorOfUnits } from "./iommu-active.ts";
import { type Asked, askedDomain, askedIommu, type IommuDomain, type IommuVendor } from "./iommu-params.ts";
import type { IommuTable } from "./iommu-table.ts";

export const UNITS = "/sys/class/iommu";

/** As they were read. */
export interface IommuSources {
  readonly cpu: FirstCpu | CpuReason;
  readonly wanted: Wanted;
  /** /proc/cmdline. */
  readonly cmdline: Answer<string>;
  readonly table: IommuTable;
  /** Names in /sys/class/iommu, which exists and is empty where no IOMMU is active. */
  readonly units: Answer<readonly string[]>;
  /** The type of each of /sys/kernel/iommu_groups, a directory that exists where no IOMMU is active, too. */
  readonly groupTypes: readonly Answer<string>[];
  /** The beginning of /proc/interrupts; nothing where it could not be seen. */
  readonly interrupts: string;
  /** The kernel's /boot/config-RELEASE; read only where nothing else tells its default. */
  readonly kernelConfig?: Answer<string>;
  /** Asked only where an active IOMMU's domain or interrupt remapping is not known otherwise. */
  readonly bootLog?: Answer<string>;
}

/** What they say. */
export interface IommuFacts {
  readonly sources: IommuSources;
  /** By what is active, else by firmware's table; undefined where neither is there. */
  readonly vendor: IommuVendor | undefined;
  /** As vendor, else by the CPU's maker: whose parameters and menus are meant. */
  readonly maker: IommuVendor | undefined;
  readonly params: readonly BootParam[];
  /** What the command line says, and of which domain. */
  readonly asked: Asked<boolean> | undefined;
  readonly askedDomain: Asked<IommuDomain> | undefined;
  readonly firmware: Seen;
  readonly configured: Seen;
  readonly effective: Seen;
  readonly groups: GroupCount;
  readonly domain: IommuDomain | undefined;
  readonly remapping: boolean | undefined;
}

const TABLE_VENDOR: Readonly<Record<IommuTable["signature"], IommuVendor>> = {
  DMAR: "intel",
  IVRS: "amd",
  VIOT: "virtio",
};

function unitNames({ units }: IommuSources): readonly string[] {
  return units.known ? units.value : [];
}

/** A unit for each root complex; what has more is no honest host. */
function shown(names: readonly string[]): string {
  return names.slice(0, 32).join(", ");
}

/** What is active was offered: a driver makes its units of the entries of firmware's table alone. */
function firmwareOf(sources: IommuSources): Seen {
  const { offer } = sources.table;
  const names = unitNames(sources);
  if (offer.fact === "yes" || vendorOfUnits(names) === undefined) return offer;
  return seen(true, UNITS, `${shown(names)} active; ${offer.source}: ${offer.raw}`);
}

function activeOf({ units, groupTypes }: IommuSources): Seen {
  if (!units.known) return seen(undefined, UNITS, units.why);
  if (units.value.length === 0) return seen(false, UNITS, "empty");
  const { groups, passthrough, translated } = countGroups(groupTypes);
  const counts = `${groups} groups, ${passthrough} identity, ${translated} DMA`;
  return seen(true, UNITS, `${shown(units.value)}; ${counts}`);
}

/** CONFIG_INTEL_IOMMU_DEFAULT_ON: Debian since 5.10 and newer Ubuntu turn VT-d on without a parameter, mainline does not. */
function kernelDefault(config: string): readonly [value: boolean | undefined, raw: string] {
  const names = ["INTEL_IOMMU_DEFAULT_ON", "INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF", "INTEL_IOMMU"];
  const [on, withoutGpu, built] = names.map((name) => kernelOption(config, name));
  if (built === "n") return [false, "CONFIG_INTEL_IOMMU is not set"];
  const isOn = on === undefined && withoutGpu === undefined ? undefined : on === "y" || withoutGpu === "y";
  return [isOn, `CONFIG_INTEL_IOMMU_DEFAULT_ON=${on ?? "?"}`];
}

/** What the kernel does when nothing is said: by its kind, by its configuration, by what it did. */
function unsaid({ kernelConfig }: IommuSources, maker: IommuVendor | undefined, isOff: boolean): Seen {
  if (maker === "amd" || maker === "virtio") return seen(true, "kernel default", `on for ${maker}`);
  const [value, raw] = kernelConfig?.known === true ? kernelDefault(kernelConfig.value) : [undefined, ""];
  if (value !== undefined) return seen(value, "/boot/config", raw);
  return isOff
    ? seen(false, "running state", "offered and not active, and no parameter asks for it")
    : seen(undefined, "/proc/cmdline", "no parameter, and the kernel's default is not known");
}

type Known = Pick<IommuFacts, "maker" | "asked" | "firmware" | "effective">;

function configuredOf(sources: IommuSources, { maker, asked, firmware, effective }: Known): Seen {
  if (asked !== undefined) return seen(asked.value, "/proc/cmdline", asked.by);
  if (effective.fact === "yes") return seen(true, "running state", "active");
  const { cmdline } = sources;
  if (!cmdline.known) return seen(undefined, "/proc/cmdline", cmdline.why);
  return unsaid(sources, maker, firmware.fact === "yes" && effective.fact === "no");
}

function makerOf({ cpu }: IommuSources): IommuVendor | undefined {
  if (typeof cpu === "string") return undefined;
  return isAmd(cpu) ? "amd" : "intel";
}

/** The whole of what the sources say. */
export function readIommu(sources: IommuSources): IommuFacts {
  const { cmdline, table, bootLog } = sources;
  const params = parseCmdline(cmdline.known ? cmdline.value : "");
  const [firmware, effective] = [firmwareOf(sources), activeOf(sources)];
  const offeredBy = table.offer.fact === "yes" ? TABLE_VENDOR[table.signature] : undefined;
  const vendor = vendorOfUnits(unitNames(sources)) ?? offeredBy;
  const maker = vendor ?? makerOf(sources);
  const asked = askedIommu(params, maker);
  const groups = countGroups(sources.groupTypes);
  return {
    ...{ sources, vendor, maker, params, asked, askedDomain: askedDomain(params), firmware, effective, groups },
    configured: configuredOf(sources, { maker, asked, firmware, effective }),
    domain: effective.fact === "yes" ? (domainOf(groups) ?? bootDomain(bootLog)) : undefined,
    remapping: remapsInterrupts(sources.interrupts) ?? bootRemaps(bootLog),
  };
}

/** Whether the kernel's own configuration has to say what its default is. */
export function needsKernelConfig({ maker, asked, effective }: IommuFacts): boolean {
  return asked === undefined && effective.fact !== "yes" && maker === "intel";
}

/** Whether the boot log could tell what nothing else does of an active IOMMU. */
export function needsBootLog({ effective, domain, remapping, vendor }: IommuFacts): boolean {
  return effective.fact === "yes" && (domain === undefined || (remapping === undefined && vendor !== "virtio"));
}
