import type { Profile, Wanted } from "../core/index.ts";

/** Manual 4.10, 2.b (Docker regions) and 2.c (containerd regions): exactly these; nova-compute-ssh alone is not enough, and is no fault. */
const CONTAINERS: NonNullable<Wanted["containers"]> = {
  docker: {
    nova: ["nova-compute"],
    neutron: ["neutron-l3-agent", "neutron-dhcp-agent", "neutron-metadata-agent", "neutron-linuxbridge-agent"],
    hostroute: ["hostroute-agent", "hostroute-bird-exporter", "hostroute-bird"],
  },
  containerd: {
    nova: ["nova-compute", "nova-compute-ssh?"],
    neutron: ["neutron-dhcp-agent", "neutron-lb-agent", "neutron-metadata-agent"],
    hostroute: ["hostroute-bird-exporter", "hostroute-bird"],
  },
};

/**
 * Manual 8.1 (NICs of 10G and 25G), 8.2 (firmware) and 8.3 (what the OS template brings). How many hugepages, which parameters beyond the
 * IOMMU's and which MTU the manual does not say, so they are not wanted here; a site sets them in its configuration.
 *
 * "Old machines" whose VT-d needs no parameter (8.2, 1.c.ii.1) are not listed there either: taken for it are the Xeons before the oldest
 * type that 8.1 names (Skylake, 6-85): Sandy Bridge 45, Ivy Bridge 62, Haswell 63, Broadwell 79 (arch/x86/include/asm/intel-family.h).
 */
const KRANE: Wanted = {
  iommuDomain: "passthrough",
  iommuExemptCpus: ["6-45", "6-62", "6-63", "6-79"],
  sriov: ["nic"],
  numaPerSocket: true,
  smt: true,
  powerSaving: false,
  kernelParameters: ["intel_iommu=on", "iommu=pt"],
  vlans: [60],
  nicSpeedMbps: 10_000,
  containers: CONTAINERS,
  // Manual 4.10, b and c. libvirt's daemons are looked at wherever they are installed.
  units: { docker: ["docker.service"], containerd: ["containerd.service", "kubelet.service"] },
};

export const KRANE_U20: Profile = {
  name: "krane-u20",
  title: { en: "krane hypervisor, Karas template #120", ko: "크레인 하이퍼바이저, Karas 템플릿 #120" },
  regions: ["ay1prod"],
  wanted: { ...KRANE, os: "ubuntu 20.04" },
};

export const KRANE_U22: Profile = {
  name: "krane-u22",
  title: { en: "krane hypervisor, Karas template #122", ko: "크레인 하이퍼바이저, Karas 템플릿 #122" },
  regions: ["pg1", "ay1dev", "ay2dev", "ay2prod", "as1prod", "hn1prod", "hn1dev", "fcas", "fchn", "fcgs", "pg2prod"],
  wanted: { ...KRANE, os: "ubuntu 22.04" },
};
