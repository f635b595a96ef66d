import type { Text } from "./text.ts";

/**
 * Containers by group, each of which has to run under exactly this name; a name with "?" behind it may run and need not. In Docker a group is
 * a compose project and the names are its services; in pods they are the names of containers.
 */
export type ContainerGroups = Readonly<Record<string, readonly string[]>>;

/** What a site can want of a host. Whatever is absent is not wanted one way or the other, and no check complains about it. */
export interface Wanted {
  /** Domain type of the IOMMU groups. */
  readonly iommuDomain?: "passthrough" | "translated";
  /** CPUs too old for the site's IOMMU parameters, "family-model" as in /proc/cpuinfo: there firmware's VT-d alone is enough. */
  readonly iommuExemptCpus?: readonly string[];
  /** Kinds of device of which at least one must offer virtual functions. */
  readonly sriov?: readonly ("nic" | "disk")[];
  /** One node per socket: no interleaving, no sub-NUMA clusters. */
  readonly numaPerSocket?: boolean;
  readonly smt?: boolean;
  /** Whether CPUs may save power: idle states deeper than C1, frequency scaling. */
  readonly powerSaving?: boolean;
  /** Pages by their size in KiB: {"2048": 1024}. */
  readonly hugepages?: Readonly<Record<string, number>>;
  /** Parameters of the kernel command line, "intel_iommu=on"; the last of a name on the line counts. */
  readonly kernelParameters?: readonly string[];
  /** ID and VERSION_ID of /etc/os-release: "ubuntu 22.04". */
  readonly os?: string;
  readonly vlans?: readonly number[];
  /** Slowest link, Mbit/s, that an uplink may have. */
  readonly nicSpeedMbps?: number;
  /** systemd units that have to be active: on every host, and on hosts whose containers run under that runtime. */
  readonly units?: { readonly [R in "any" | "docker" | "containerd"]?: readonly string[] | undefined };
  /** MTU of the uplinks. */
  readonly mtu?: number;
  /** By the runtime of the host. */
  readonly containers?: {
    readonly docker?: ContainerGroups | undefined;
    readonly containerd?: ContainerGroups | undefined;
  };
}

/** What is wanted of the hosts of a site, as data. */
export interface Profile {
  readonly name: string;
  readonly title: Text;
  /** Regions whose hosts get it by their name. */
  readonly regions: readonly string[];
  readonly wanted: Wanted;
}
