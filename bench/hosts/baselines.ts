import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Value } from "./properties.ts";

/** What a host was asked before there was this agent, from the same tree. */
export interface Baseline {
  readonly property: string;
  readonly name: string;
  readonly got: (root: string) => Value | undefined;
}

function text(root: string, path: string): string {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "latin1") : "";
}

const dmesg = (pattern: RegExp) => (root: string) => pattern.test(text(root, "extra/dmesg.txt"));
const glob = (pattern: string) => (root: string) => globSync(pattern, { cwd: root }).length > 0;
const cmdline = (word: string) => (root: string) => text(root, "proc/cmdline").includes(word);
const flag = (name: RegExp) => (root: string) => {
  const flags = /^flags\s*:(.*)$/m.exec(text(root, "proc/cpuinfo"))?.[1];
  return flags === undefined ? undefined : name.test(flags);
};

function validated(line: RegExp): Baseline["got"] {
  return (root) => {
    const said = line.exec(text(root, "extra/virt-host-validate.txt"))?.[1] ?? "";
    return said === "" || /Unknown/.test(said) ? undefined : said.startsWith("PASS");
  };
}

function kvmOk(root: string): Value | undefined {
  const said = text(root, "extra/kvm-ok.txt");
  return said === "" ? undefined : /KVM acceleration can be used/.test(said);
}

const DMAR = dmesg(/DMAR: Intel\(R\) Virtualization Technology for Directed I\/O/);
const PASSTHROUGH = dmesg(/Default domain type: Passthrough/);
const GROUPS = glob("sys/kernel/iommu_groups/*/devices/*");

export const BASELINES: readonly Baseline[] = [
  { property: "iommu.firmware", name: "manual: iommu_groups glob", got: GROUPS },
  { property: "iommu.firmware", name: "manual: dmesg DMAR line", got: DMAR },
  { property: "iommu.active", name: "manual: iommu_groups glob", got: GROUPS },
  { property: "iommu.active", name: "manual: dmesg DMAR line", got: DMAR },
  { property: "iommu.active", name: "manual: dmesg Passthrough", got: PASSTHROUGH },
  { property: "iommu.active", name: "iommu_groups exists", got: glob("sys/kernel/iommu_groups") },
  { property: "iommu.active", name: "cmdline has intel_iommu=on", got: cmdline("intel_iommu=on") },
  {
    property: "iommu.active",
    name: "virt-host-validate",
    got: validated(/device assignment IOMMU support\s*: (.*)$/m),
  },
  {
    property: "iommu.domain",
    name: "manual: dmesg Passthrough",
    got: (root) => (PASSTHROUGH(root) ? "passthrough" : "translated"),
  },
  { property: "x2apic.enabled", name: "manual: dmesg grep -iE", got: dmesg(/x2apic enabled|x2apic: enabled/i) },
  { property: "x2apic.enabled", name: "cpuinfo flag x2apic", got: flag(/\bx2apic\b/) },
  { property: "vtx", name: "cpuinfo flag vmx or svm", got: flag(/\b(?:vmx|svm)\b/) },
  { property: "kvm", name: "cpuinfo flag vmx or svm", got: flag(/\b(?:vmx|svm)\b/) },
  { property: "kvm", name: "manual: kvm-ok", got: kvmOk },
  { property: "kvm", name: "virt-host-validate", got: validated(/hardware virtualization\s*: (.*)$/m) },
];
