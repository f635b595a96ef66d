import type { Attributes, Status, Verdict } from "../../core/index.ts";
import { paramValues } from "../boot/cmdline.ts";
import { type FeatureCause, featureVerdict, lookCause } from "../feature.ts";
import { type CpuReason, cpuVerdict } from "./cpuinfo.ts";
import {
  type GivenKvmFacts,
  type KvmFacts,
  loaded,
  lockOf,
  offered,
  parameterOf,
  paramsOf,
  usable,
} from "./kvm-facts.ts";
import { kvmKind } from "./kvm-kind.ts";

export type KvmReason =
  | "KvmUsable"
  | "KvmSlowPaging"
  | "KvmLocked"
  | "KvmNotOffered"
  | "KvmBlacklisted"
  | "KvmModuleMissing"
  | "KvmDeviceDead"
  | "KvmForbidden"
  | "KvmUnseen"
  | CpuReason;

interface Trouble {
  readonly reason: KvmReason;
  readonly cause?: FeatureCause;
  readonly setting?: string;
}

/** The parameter of the command line that keeps the module out. */
function blacklistedBy(facts: KvmFacts): string | undefined {
  const { module } = kvmKind(facts.cpu);
  const out = ["module_blacklist", "modprobe.blacklist"].flatMap((name) =>
    paramValues(paramsOf(facts), name).map((value) => [name, value] as const),
  );
  const found = out.find(([, value]) => [module, "kvm"].includes(value.replaceAll("-", "_")));
  return found?.join("=");
}

function whyDead(facts: KvmFacts): Trouble {
  const { flag, module, setting } = kvmKind(facts.cpu);
  if (lockOf(facts) !== undefined) return { reason: "KvmLocked", cause: "firmware", setting };
  if (!facts.cpu.flags.has(flag)) return { reason: "KvmNotOffered", cause: "firmware", setting };
  if (loaded(facts).fact !== "no") return { reason: "KvmDeviceDead", cause: "driver" };
  const param = blacklistedBy(facts);
  if (param !== undefined) return { reason: "KvmBlacklisted", cause: "cmdline", setting: `without ${param}` };
  return { reason: "KvmModuleMissing", cause: "module", setting: module };
}

/** A CPU without second-level paging has none to turn on; else the command line or an option of the module has turned it off. */
function slowPaging(facts: KvmFacts): Trouble {
  const { module, paging } = kvmKind(facts.cpu);
  const reason = "KvmSlowPaging";
  if (!facts.cpu.flags.has(paging)) return { reason, cause: "firmware", setting: paging.toUpperCase() };
  const isAsked = paramValues(paramsOf(facts), `${module}.${paging}`).length > 0;
  return isAsked
    ? { reason, cause: "cmdline", setting: `${module}.${paging}=1` }
    : { reason, cause: "module", setting: `options ${module} ${paging}=1` };
}

function trouble(facts: KvmFacts): Trouble {
  const { opened, keptOut, cpu } = facts;
  if (!opened.known) return { reason: "KvmUnseen", cause: lookCause(opened) };
  if (!opened.value) return whyDead(facts);
  if (keptOut !== undefined) return { reason: "KvmForbidden", cause: "permission", setting: "/dev/kvm root:kvm 0660" };
  return parameterOf(facts, kvmKind(cpu).paging) === false ? slowPaging(facts) : { reason: "KvmUsable" };
}

/** Guests run without second-level paging, but every change of their page tables costs an exit. */
const STATUS: Partial<Record<KvmReason, Status>> = {
  KvmUsable: "ok",
  KvmSlowPaging: "warning",
  KvmUnseen: "unknown",
};

function attributesOf(facts: KvmFacts, reason: KvmReason): Attributes {
  const { cpu, node, keptOut, opened } = facts;
  const { extension, module, paging } = kvmKind(cpu);
  const [nested, nestedPaging] = [parameterOf(facts, "nested"), parameterOf(facts, paging)];
  return {
    "krane.kvm.extension": extension,
    "krane.kvm.module": module,
    ...(nested === undefined ? {} : { "krane.kvm.nested": nested }),
    ...(nestedPaging === undefined ? {} : { "krane.kvm.nested_paging": nestedPaging }),
    ...(node === undefined ? {} : { "krane.kvm.mode": node.mode.toString(8) }),
    ...(keptOut === undefined ? {} : { "krane.kvm.user": keptOut }),
    ...(opened.known || reason !== "KvmUnseen" ? {} : { "krane.feature.why": opened.why }),
  };
}

/** What the facts say of KVM. */
export function kvmVerdict(given: GivenKvmFacts): Verdict<KvmReason> {
  const { cpu } = given;
  if (typeof cpu === "string") return cpuVerdict(cpu);
  const facts = { ...given, cpu };
  const { reason, cause, setting } = trouble(facts);
  return featureVerdict({
    status: STATUS[reason] ?? "critical",
    reason,
    feature: { firmware: offered(facts), configured: loaded(facts), effective: usable(facts), cause, setting },
    attributes: attributesOf(facts, reason),
  });
}
