import { type CpuReason, type FirstCpu, isAmd } from "./cpuinfo.ts";

/** What differs between the two makers. */
export interface KvmKind {
  readonly extension: string;
  readonly flag: string;
  readonly module: string;
  /** As firmware menus call the extension. */
  readonly setting: string;
  /** Second-level paging: the CPU's flag and the module's parameter have one name. */
  readonly paging: "ept" | "npt";
  /** IA32_FEATURE_CONTROL or VM_CR. */
  readonly register: number;
  locked(value: bigint): boolean;
}

/** Locked (bit 0) without VMX outside SMX (bit 2). Bit 2 alone proves nothing: Linux sets and locks it where firmware left it open. */
const INTEL: KvmKind = {
  extension: "VT-x",
  flag: "vmx",
  module: "kvm_intel",
  setting: "Intel VT-x (VMX)",
  paging: "ept",
  register: 0x3a,
  locked: (value) => (value & 5n) === 1n,
};

/** SVMDIS, bit 4. */
const AMD: KvmKind = {
  extension: "AMD-V",
  flag: "svm",
  module: "kvm_amd",
  setting: "SVM Mode (AMD-V)",
  paging: "npt",
  register: 0xc0010114,
  locked: (value) => (value & 0x10n) !== 0n,
};

export function kvmKind(cpu: FirstCpu | CpuReason): KvmKind {
  return typeof cpu !== "string" && (cpu.flags.has("svm") || isAmd(cpu)) ? AMD : INTEL;
}
