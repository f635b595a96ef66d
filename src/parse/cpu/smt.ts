import type { Answer, Attributes, Status, Verdict } from "../../core/index.ts";
import { type BootParam, hasParam, lastParam, parseCmdline } from "../boot/cmdline.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen, seenIn } from "../feature.ts";

const CPUS = "/sys/devices/system/cpu";
/** Files of CPU 0 and of all CPUs that tell of SMT; the directory smt/ is there since 4.19. */
export const SMT_FILES = {
  control: `${CPUS}/smt/control`,
  active: `${CPUS}/smt/active`,
  siblings: `${CPUS}/cpu0/topology/thread_siblings_list`,
  offline: `${CPUS}/offline`,
  cmdline: "/proc/cmdline",
} as const;

/** What each of SMT_FILES says, and what the site wants. */
export type SmtFacts = { readonly [file in keyof typeof SMT_FILES]: Answer<string> } & {
  readonly wanted: boolean | undefined;
};

export type SmtReason =
  | "SmtOn"
  | "SmtNotOffered"
  | "SmtDisabled"
  | "SmtTurnedOff"
  | "SmtCpusLimited"
  | "SmtSiblingsOffline"
  | "SmtUnseen";

/** The words of kernel/cpu.c, smt_states. */
const CONTROLS = ["on", "off", "forceoff", "notsupported", "notimplemented"] as const;
type Control = (typeof CONTROLS)[number];

/** As any firmware's menu calls it. */
const FIRMWARE_SETTING = "Hyper-Threading / SMT";
const RAW_CHARACTERS = 80;

function isControl(word: string): word is Control {
  return (CONTROLS as readonly string[]).includes(word);
}

/** A kernel built without CONFIG_HOTPLUG_SMT: its word tells nothing of firmware, and no source was lost. */
function cannotSwitch({ control }: SmtFacts): boolean {
  return control.known && control.value === "notimplemented";
}

/** The word that tells something, or why there is none. */
function controlOf(facts: SmtFacts): Control | { readonly why: string } {
  const { control } = facts;
  if (!control.known) return control;
  if (cannotSwitch(facts)) return { why: `${SMT_FILES.control}: notimplemented` };
  if (isControl(control.value)) return control.value;
  return { why: `${SMT_FILES.control} not understood: ${JSON.stringify(control.value.slice(0, RAW_CHARACTERS))}` };
}

/** Parameters that turn SMT off where the CPU is vulnerable, by a word of their value (arch/x86/kernel/cpu/bugs.c, cpu_smt_disable). */
const MITIGATIONS = ["mitigations", "l1tf", "mds", "tsx_async_abort", "mmio_stale_data", "retbleed"];

function isOffBy(name: string, value: string): boolean {
  return value.split(/[,;]/).some((word) => word === "nosmt" || (name === "l1tf" && word === "full"));
}

/** The boot parameter that turned SMT off, as it stands there. */
function disabledBy(params: readonly BootParam[]): string | undefined {
  if (hasParam(params, "nosmt")) {
    const value = lastParam(params, "nosmt");
    return value === undefined ? "nosmt" : `nosmt=${value}`;
  }
  const name = MITIGATIONS.find((one) => isOffBy(one, lastParam(params, one) ?? ""));
  return name === undefined ? undefined : `${name}=${lastParam(params, name)}`;
}

/** The boot parameter that lets the kernel start fewer CPUs than there are (kernel/smp.c, arch/x86/kernel/cpu/topology.c). */
function limitedBy(params: readonly BootParam[]): string | undefined {
  const name = ["maxcpus", "nr_cpus", "possible_cpus"].find((one) => lastParam(params, one) !== undefined);
  return name === undefined ? undefined : `${name}=${lastParam(params, name)}`;
}

function firmwareSeen(facts: SmtFacts, effective: Seen): Seen {
  const control = controlOf(facts);
  if (typeof control === "string") return seen(control !== "notsupported", SMT_FILES.control, control);
  return effective.fact === "yes"
    ? seen(true, effective.source, effective.raw)
    : seen(undefined, SMT_FILES.control, control.why);
}

/** The word of control counts more than the parameter: it can be written at any time, and mitigations ask only where they are needed. */
function configuredSeen(facts: SmtFacts, param: string | undefined): Seen {
  const control = controlOf(facts);
  if (control === "on") return seen(true, SMT_FILES.control, control);
  if (param !== undefined) return seen(false, SMT_FILES.cmdline, param);
  if (control === "off" || control === "forceoff") return seen(false, SMT_FILES.control, control);
  return seenIn(facts.cmdline, SMT_FILES.cmdline, () => [true, "no parameter turns SMT off"]);
}

function effectiveSeen(facts: SmtFacts): Seen {
  const { active, siblings } = facts;
  if (active.known && (active.value === "1" || active.value === "0"))
    return seen(active.value === "1", SMT_FILES.active, active.value);
  if (siblings.known && /^\d{1,5}[,-]\d{1,5}$/.test(siblings.value))
    return seen(true, SMT_FILES.siblings, siblings.value);
  const control = controlOf(facts);
  if (typeof control === "string" && control !== "on") return seen(false, SMT_FILES.control, control);
  return seen(undefined, SMT_FILES.active, active.known ? "not understood" : active.why);
}

interface State {
  readonly reason: SmtReason;
  readonly cause?: Feature["cause"];
  readonly setting?: string;
  readonly param?: string;
}

/** Siblings that were taken offline one by one leave control at "on" (measured on 6.1); no word of a cause fits that. */
function whySilent(params: readonly BootParam[]): State {
  const param = limitedBy(params);
  return param === undefined
    ? { reason: "SmtSiblingsOffline" }
    : { reason: "SmtCpusLimited", cause: "cmdline", setting: `without ${param}`, param };
}

function whyOff(control: Control, params: readonly BootParam[]): State {
  if (control === "notsupported") return { reason: "SmtNotOffered", cause: "firmware", setting: FIRMWARE_SETTING };
  if (control === "on") return whySilent(params);
  const param = disabledBy(params);
  return param === undefined
    ? { reason: "SmtTurnedOff" }
    : { reason: "SmtDisabled", cause: "cmdline", setting: `without ${param}`, param };
}

function stateOf(facts: SmtFacts, params: readonly BootParam[], effective: Seen): State {
  const control = controlOf(facts);
  const isKnown = typeof control === "string" || cannotSwitch(facts);
  if (isKnown && effective.fact === "yes") {
    return { reason: "SmtOn", ...(facts.wanted === false ? { cause: "cmdline", setting: "nosmt" } : {}) };
  }
  if (typeof control === "string" && effective.fact === "no") return whyOff(control, params);
  if (cannotSwitch(facts)) return { reason: "SmtUnseen" };
  return { reason: "SmtUnseen", cause: lookCause(typeof control === "string" ? facts.active : facts.control) };
}

function statusOf(reason: SmtReason, wanted: boolean | undefined): Status {
  if (reason === "SmtUnseen") return "unknown";
  return wanted === undefined || wanted === (reason === "SmtOn") ? "ok" : "warning";
}

/** Why SMT is not known: of control, or of active where control is. */
function whyUnseen(facts: SmtFacts, effective: Seen): string {
  const control = controlOf(facts);
  return typeof control === "string" ? effective.raw : control.why;
}

/** What the facts say of SMT. "notsupported" is firmware's doing on all CPUs that these hosts have (the Huawei case, manual 8.2, 2.b.i). */
export function smtVerdict(facts: SmtFacts): Verdict<SmtReason> {
  const params = facts.cmdline.known ? parseCmdline(facts.cmdline.value) : [];
  const effective = effectiveSeen(facts);
  const { reason, param, cause, setting } = stateOf(facts, params, effective);
  const { control, offline } = facts;
  const attributes: Attributes = {
    ...(control.known && isControl(control.value) ? { "krane.smt.control": control.value } : {}),
    ...(param === undefined ? {} : { "krane.boot.param": param }),
    ...(reason === "SmtUnseen" ? { "krane.feature.why": whyUnseen(facts, effective) } : {}),
  };
  const firmware = firmwareSeen(facts, effective);
  const configured = configuredSeen(facts, disabledBy(params));
  const status = statusOf(reason, facts.wanted);
  const isAsWanted = facts.wanted === false && status === "ok";
  const isPartial = reason === "SmtSiblingsOffline" || reason === "SmtCpusLimited";
  return featureVerdict({
    status,
    reason,
    feature: { firmware, configured, effective, ...(isAsWanted ? {} : { cause, setting }) },
    attributes,
    evidence: isPartial && offline.known ? [`${SMT_FILES.offline}: ${offline.value.slice(0, RAW_CHARACTERS)}`] : [],
  });
}
