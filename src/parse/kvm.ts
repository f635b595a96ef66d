import type { Answer, FileStat, Status, Verdict } from "../core/index.ts";
import { type BootParam, paramValues } from "./cmdline.ts";
import { type CpuReason, cpuVerdict, type FirstCpu } from "./cpuinfo.ts";
import { type Feature, fact, featureAttributes, lookCause } from "./feature.ts";
import { kvmKind } from "./kvm-kind.ts";

export type KvmReason =
  | "KvmUsable"
  | "KvmLocked"
  | "KvmNotOffered"
  | "KvmBlacklisted"
  | "KvmModuleMissing"
  | "KvmDeviceDead"
  | "KvmForbidden"
  | "KvmUnseen"
  | CpuReason;

interface Facts {
  readonly cpu: FirstCpu;
  readonly params: readonly BootParam[];
  /** Names in /sys/module; none where it could not be seen. */
  readonly modules: readonly string[];
  /** The lock register of one CPU of each node, as firmware can forget a single package. */
  readonly locks: readonly Answer<bigint>[];
  readonly opened: Answer<boolean>;
  /** /dev/kvm. */
  readonly node: FileStat | undefined;
  /** qemu's user, where it may not open the device. */
  readonly keptOut: string | undefined;
}

export type KvmFacts = Omit<Facts, "cpu"> & { readonly cpu: FirstCpu | CpuReason };

function locked({ cpu, locks }: Facts): boolean | undefined {
  const kind = kvmKind(cpu);
  const values = locks.flatMap((lock) => (lock.known ? [kind.locked(lock.value)] : []));
  return values.length === 0 ? undefined : values.includes(true);
}

/**
 * Kernels since 5.6 (Intel) and 6.7 (AMD) clear the flag where firmware has locked it off, older ones keep it: so a missing flag is always a
 * no, a flag is a yes only with the register or with the line "vmx flags". A device that works without either is a paravirtual KVM.
 */
function offered(facts: Facts): boolean | undefined {
  const lock = locked(facts);
  if (lock === true) return false;
  if (!facts.cpu.flags.has(kvmKind(facts.cpu).flag))
    return facts.opened.known && !facts.opened.value ? false : undefined;
  return lock === false || facts.cpu.vmxFlags ? true : undefined;
}

/** A vendor's half of KVM is there: kvm.ko alone makes no device. */
function loaded({ modules }: Facts): boolean | undefined {
  return modules.length === 0 ? undefined : modules.some((name) => name.startsWith("kvm_"));
}

/** Names of modules that the command line keeps out. */
function blacklisted({ cpu, params }: Facts): boolean {
  const out = ["module_blacklist", "modprobe.blacklist"].flatMap((name) => paramValues(params, name));
  const names = out.map((name) => name.replaceAll("-", "_"));
  return names.includes(kvmKind(cpu).module) || names.includes("kvm");
}

interface State extends Feature {
  readonly reason: KvmReason;
}

type Trouble = Pick<State, "reason" | "cause">;

function whyDead(facts: Facts): Trouble {
  if (locked(facts) === true) return { reason: "KvmLocked", cause: "firmware" };
  if (!facts.cpu.flags.has(kvmKind(facts.cpu).flag)) return { reason: "KvmNotOffered", cause: "firmware" };
  if (loaded(facts) !== false) return { reason: "KvmDeviceDead", cause: "driver" };
  if (blacklisted(facts)) return { reason: "KvmBlacklisted", cause: "cmdline" };
  return { reason: "KvmModuleMissing", cause: "module" };
}

function trouble(facts: Facts): Trouble {
  if (!facts.opened.known) return { reason: "KvmUnseen", cause: lookCause(facts.opened) };
  if (!facts.opened.value) return whyDead(facts);
  return facts.keptOut === undefined ? { reason: "KvmUsable" } : { reason: "KvmForbidden", cause: "permission" };
}

function stateOf(facts: Facts): State {
  const usable = facts.opened.known ? facts.opened.value && facts.keptOut === undefined : undefined;
  return {
    ...trouble(facts),
    firmware: fact(offered(facts)),
    configured: fact(loaded(facts)),
    effective: fact(usable),
  };
}

const STATUS: Partial<Record<KvmReason, Status>> = { KvmUsable: "ok", KvmUnseen: "unknown" };

/** What the facts say of KVM. */
export function kvmVerdict(facts: KvmFacts): Verdict<KvmReason> {
  const { cpu, node, keptOut, opened } = facts;
  if (typeof cpu === "string") return cpuVerdict(cpu);
  const { extension, module } = kvmKind(cpu);
  const { reason, ...feature } = stateOf({ ...facts, cpu });
  return {
    status: STATUS[reason] ?? "critical",
    reason,
    attributes: {
      ...featureAttributes(feature),
      "krane.kvm.extension": extension,
      "krane.kvm.module": module,
      ...(node === undefined ? {} : { "krane.kvm.mode": node.mode.toString(8) }),
      ...(keptOut === undefined ? {} : { "krane.kvm.user": keptOut }),
      ...(opened.known ? {} : { "krane.feature.why": opened.why }),
    },
  };
}
