import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What is true of a captured machine: what it was told to be when it was made (labels.json). */
export interface Truth {
  readonly iommu?: {
    readonly vendor: string | null;
    readonly firmware: boolean;
    readonly active: boolean;
    readonly default_domain?: string;
  };
  readonly x2apic?: { readonly cpu?: boolean; readonly enabled: boolean; readonly optout?: boolean };
  readonly vtx?: boolean;
  readonly vtx_bios?: "on" | "off";
  readonly kvm?: boolean;
  readonly npt?: boolean;
  readonly smt?: { readonly control?: string; readonly active?: boolean };
  readonly numa?: {
    readonly nodes?: number;
    readonly sockets?: number;
    readonly interleave?: boolean;
    readonly snc?: boolean;
  };
  readonly swap?: { readonly on: boolean; readonly kb?: number };
  readonly hugepages?: Readonly<Record<string, number>>;
  readonly sriov?: readonly { readonly drv: string | null; readonly total: number; readonly num: number }[];
  readonly net?: { readonly mtu?: number; readonly vlan60?: string | null };
  readonly cstate_cmdline?: boolean;
}

/** Keys of labels.json that say nothing a check answers: remarks, what the manual's greps gave, and tunings that nobody judges. */
const UNSCORED: readonly string[] = ["manual", "note", "dmesg_rotated", "thp", "ksm", "mitigations"];
const SCORED: readonly (keyof Truth)[] = [
  "iommu",
  "x2apic",
  "vtx",
  "vtx_bios",
  "kvm",
  "npt",
  "smt",
  "numa",
  "swap",
  "hugepages",
  "sriov",
  "net",
  "cstate_cmdline",
];

export interface Labels {
  readonly truth: Truth;
  /** What the boot loader was told. */
  readonly append: string;
  /** Keys that this bench does not know. */
  readonly strange: readonly string[];
}

/** Labels of the host in `folder`. */
export function readLabels(folder: string): Labels {
  const { truth = {}, append = "" } = JSON.parse(readFileSync(join(folder, "labels.json"), "utf8"));
  const known: readonly string[] = [...SCORED, ...UNSCORED];
  return { truth, append, strange: Object.keys(truth).filter((key) => !known.includes(key)) };
}
