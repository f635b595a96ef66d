import type { Answer, FileStat } from "../../core/index.ts";
import { lastBootLine } from "../boot/boot-fact.ts";
import { type BootParam, parseCmdline } from "../boot/cmdline.ts";
import { type Seen, seen, seenIn } from "../feature.ts";
import type { CpuReason, FirstCpu } from "./cpuinfo.ts";
import { kvmKind } from "./kvm-kind.ts";

/** The lock register of one CPU. */
export interface KvmLock {
  readonly cpu: number;
  readonly value: Answer<bigint>;
}

export interface KvmFacts {
  readonly cpu: FirstCpu;
  /** /proc/cmdline. */
  readonly cmdline: Answer<string>;
  /** Names in /sys/module; none where it could not be seen. */
  readonly modules: readonly string[];
  /** Parameters of the maker's module: "nested", and "ept" or "npt". */
  readonly parameters: ReadonlyMap<string, Answer<string>>;
  /** One CPU of each node, as firmware can forget a single package. */
  readonly locks: readonly KvmLock[];
  readonly opened: Answer<boolean>;
  /** /dev/kvm. */
  readonly node: FileStat | undefined;
  /** qemu's user, where it may not open the device. */
  readonly keptOut: string | undefined;
  /** Asked only where the device does not open and no register tells why. */
  readonly bootLog?: Answer<string>;
}

export type GivenKvmFacts = Omit<KvmFacts, "cpu"> & { readonly cpu: FirstCpu | CpuReason };

export function paramsOf({ cmdline }: KvmFacts): readonly BootParam[] {
  return parseCmdline(cmdline.known ? cmdline.value : "");
}

function registerOf({ cpu }: KvmFacts): string {
  return `MSR 0x${kvmKind(cpu).register.toString(16)}`;
}

function locksRead({ locks }: KvmFacts): string {
  return locks
    .map(({ cpu, value }) => (value.known ? `0x${value.value.toString(16)} on CPU ${cpu}` : value.why))
    .join(", ");
}

function lockedByRegister({ cpu, locks }: KvmFacts): boolean | undefined {
  const kind = kvmKind(cpu);
  const values = locks.flatMap(({ value }) => (value.known ? [kind.locked(value.value)] : []));
  return values.length === 0 ? undefined : values.includes(true);
}

/**
 * "x86/cpu: VMX (outside TXT) disabled by BIOS" (5.6, feat_ctl.c), "x86/cpu: SVM disabled (by BIOS) in MSR_VM_CR" (6.7, amd.c), and what
 * the modules print: "kvm: disabled by bios", "kvm: support for 'kvm_intel' disabled by bios", "kvm_intel: VMX not enabled (by BIOS) in".
 */
const LOCKED = /^(?:x86\/cpu: (?:VMX|SVM)|SVM|kvm(?:_intel|_amd)?:)[^\n]{0,80}\b(?:disabled|not enabled) \(?by BIOS/i;

/** Whether the register can decide; where it cannot, and the device is dead, the boot log is asked. */
export function needsBootLog({ locks, opened }: GivenKvmFacts): boolean {
  return opened.known && !opened.value && !locks.some(({ value }) => value.known);
}

/** Where firmware's lock was seen. */
export function lockOf(facts: KvmFacts): Seen | undefined {
  if (lockedByRegister(facts) === true) return seen(false, registerOf(facts), locksRead(facts));
  const line = lastBootLine(facts.bootLog, LOCKED);
  return line === undefined ? undefined : seen(false, "kernel log", line);
}

/** A module of a maker, "kvm_amd", that loaded with the flag there proves the offer: it refuses where firmware has locked it off. */
function proven({ cpu, modules, opened }: KvmFacts): boolean {
  return opened.known && opened.value && modules.includes(kvmKind(cpu).module);
}

/**
 * Kernels since 5.6 (Intel) and 6.7 (AMD) clear the flag where firmware has locked it off, older ones keep it: so a missing flag is always a
 * no, a flag is a yes only with the register, with the line "vmx flags" or with a device that opens. A device that works without the flag is
 * a paravirtual KVM.
 */
export function offered(facts: KvmFacts): Seen {
  const { cpu, opened } = facts;
  const { flag, module } = kvmKind(cpu);
  const lock = lockOf(facts);
  if (lock !== undefined) return lock;
  if (!cpu.flags.has(flag)) {
    const isOff = opened.known && !opened.value;
    return seen(isOff ? false : undefined, "/proc/cpuinfo", `no flag ${flag}`);
  }
  if (lockedByRegister(facts) === false) return seen(true, registerOf(facts), locksRead(facts));
  if (cpu.vmxFlags) return seen(true, "/proc/cpuinfo", `flag ${flag} and the line "vmx flags"`);
  if (proven(facts)) return seen(true, "/dev/kvm", `opens, and ${module} loads on no CPU that is locked`);
  return seen(undefined, registerOf(facts), locksRead(facts));
}

/** A vendor's half of KVM is there: kvm.ko alone makes no device. */
export function loaded({ modules }: KvmFacts): Seen {
  const found = modules.filter((name) => name.startsWith("kvm"));
  if (modules.length === 0) return seen(undefined, "/sys/module", "nothing in it");
  return seen(
    found.some((name) => name.startsWith("kvm_")),
    "/sys/module",
    found.length === 0 ? "no kvm module" : found.join(", "),
  );
}

export function usable({ opened, node, keptOut }: KvmFacts): Seen {
  if (keptOut === undefined || node === undefined || !opened.known || !opened.value)
    return seenIn(opened, "/dev/kvm", (value) => [value, value ? "opens" : "does not open"]);
  return seen(false, "/dev/kvm", `mode ${node.mode.toString(8)} keeps ${keptOut} out`);
}

/** kvm_intel prints Y and N, kvm_amd Y and N for npt, but 1 and 0 for nested (measured on 6.1 and 6.12). */
export function parameterOf({ parameters }: KvmFacts, name: string): boolean | undefined {
  const answer = parameters.get(name);
  const text = answer?.known === true ? answer.value.trim() : "";
  if (/^(?:Y|[1-9]\d{0,4})$/.test(text)) return true;
  return /^[N0]$/.test(text) ? false : undefined;
}
