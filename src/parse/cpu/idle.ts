import type { Answer, Attributes, Kept, Status, Verdict } from "../../core/index.ts";
import { type Counted, countOf, grownSince, keepCounted } from "../counted.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen } from "../feature.ts";
import { cpuidleOff, deepAllowed, type IdleAsked } from "./idle-limit.ts";

/**
 * Names as intel_idle and acpi_idle give them: C1E, C2, C3_ACPI, C6, C6P, C6SP, C7s, C10. C1E lowers voltage and frequency, so it is deeper
 * than C1; POLL, C1, C1_ACPI, C1L (a longer HLT in guests, 6.5) and "haltpoll idle" are not (drivers/idle/intel_idle.c, 6.12).
 */
const DEEP = /^C(?:1E|[2-9]|1\d)/;

/** Whether a state is no deeper than C1; one whose name cannot be read may be. */
export function isShallow(name: Answer<string>): boolean {
  return name.known && !DEEP.test(name.value);
}

/** A state that is deeper than C1, or may be, of one CPU. */
export interface DeepState {
  readonly cpu: number;
  readonly name: Answer<string>;
  /** Microseconds since boot. */
  readonly time: Answer<string>;
  readonly disable: Answer<string>;
  /** "disabled" where firmware's _CST does not have the state (intel_idle_off_by_default, 5.6); of one CPU only. */
  readonly defaultStatus?: Answer<string>;
}

export interface IdleFacts extends IdleAsked {
  /** /sys/devices/system/cpu/cpuidle/current_driver. */
  readonly driver: Answer<string>;
  /** How many states the driver has, shallow ones included. */
  readonly listed: number;
  readonly deep: readonly DeepState[];
  readonly kept: Kept | undefined;
  readonly bootId: string | undefined;
  /** What the site wants of power saving. */
  readonly wanted: boolean | undefined;
}

export type IdleReason = "IdleDeepUsed" | "IdleShallow" | "IdleNone" | "IdleUnseen";

const DRIVER = "/sys/devices/system/cpu/cpuidle/current_driver";
const STATES = "/sys/devices/system/cpu/cpu*/cpuidle/state*/time";
/** Manual 8.2, 2.c: both are needed, see idle-limit.ts. */
const SETTING = "intel_idle.max_cstate=0 processor.max_cstate=1";

function microseconds({ time }: DeepState): number | undefined {
  return time.known ? countOf(time.value) : undefined;
}

function sum(states: readonly DeepState[]): number {
  return states.reduce((total, state) => total + (microseconds(state) ?? 0), 0);
}

function cpusOf(states: readonly DeepState[]): readonly number[] {
  return [...new Set(states.map(({ cpu }) => cpu))];
}

function counted(deep: readonly DeepState[]): Counted {
  const told = deep.filter((state) => microseconds(state) !== undefined);
  return { total: sum(told), of: `${told.length} states of CPUs ${cpusOf(told).join(",")}` };
}

/** Since the last look, else since boot; a state that is disabled by now is not used any more, whatever it was before. */
function used({ deep, kept, bootId }: IdleFacts): { readonly us: number; readonly since: string } {
  const grown = grownSince(counted(deep), kept, bootId);
  if (grown !== undefined) return { us: grown, since: "the last look" };
  return { us: sum(deep.filter(({ disable }) => !disable.known || disable.value !== "1")), since: "boot" };
}

function effectiveOf(facts: IdleFacts): Seen {
  const { driver, deep, listed } = facts;
  if (!driver.known) return cpuidleOff(facts) ? seen(false, "/proc/cmdline", "cpuidle.off=1") : seenNot(driver.why);
  if (driver.value === "none") return seen(false, DRIVER, driver.value);
  if (listed === 0) return seenNot(`driver ${driver.value}, but no state of it`);
  const { us, since } = used(facts);
  const raw = `${us} us in states deeper than C1 since ${since}, on the CPUs ${cpusOf(deep).join(", ")} that were looked at`;
  if (us > 0) return seen(true, STATES, raw);
  if (deep.some((state) => microseconds(state) === undefined || !state.name.known)) return seenNot(whyUnclear(deep));
  return seen(false, STATES, deep.length === 0 ? "no state deeper than C1" : raw);
}

function seenNot(why: string): Seen {
  return seen(undefined, STATES, why);
}

function whyUnclear(deep: readonly DeepState[]): string {
  const lost = deep.flatMap(({ name, time }) => [name, time]).find((answer) => !answer.known);
  return lost?.known === false ? lost.why : "a time that is no number";
}

/** intel_idle has tables of its own and takes from firmware only what is on by default; acpi_idle has what firmware offers. */
function firmwareOf({ driver, deep, params }: IdleFacts): Seen {
  const name = driver.known ? driver.value : "none";
  if (name === "acpi_idle" && deep.length > 0) return seen(true, "ACPI _CST", "acpi_idle has states deeper than C1");
  const byDefault = deep.flatMap(({ defaultStatus }) => (defaultStatus?.known === true ? [defaultStatus.value] : []));
  const masked = params.known && params.value.some((param) => param.name === "intel_idle.states_off");
  if (byDefault.length > 0 && byDefault.every((status) => status === "disabled") && !masked)
    return seen(false, "default_status", "the deep states are off by default: not in firmware's _CST");
  return seen(undefined, "ACPI _CST", "intel_idle does not ask firmware's switches, and other drivers tell nothing");
}

function reasonOf({ driver }: IdleFacts, { fact }: Seen): IdleReason {
  if (fact === "unknown") return "IdleUnseen";
  if (fact === "yes") return "IdleDeepUsed";
  return driver.known && driver.value !== "none" ? "IdleShallow" : "IdleNone";
}

type Trouble = Pick<Feature, "cause" | "setting"> & { readonly status: Status };

function troubleOf({ wanted, driver }: IdleFacts, configured: Seen, effective: Seen): Trouble {
  if (effective.fact === "unknown") return { status: "unknown", cause: lookCause(driver) };
  if (wanted === undefined || wanted === (effective.fact === "yes")) return { status: "ok" };
  if (!wanted) return { status: "warning", cause: configured.fact === "no" ? "driver" : "cmdline", setting: SETTING };
  return { status: "warning", cause: configured.fact === "no" ? "cmdline" : "driver" };
}

function namesUsed({ deep }: IdleFacts): readonly string[] {
  const told = deep.filter((state) => (microseconds(state) ?? 0) > 0);
  return [...new Set(told.map(({ name }) => (name.known ? name.value : "?")))];
}

function attributesOf(facts: IdleFacts, effective: Seen): Attributes {
  const { driver, deep } = facts;
  return {
    "krane.cpu.idle.driver": driver.known ? driver.value : "none",
    "krane.cpu.idle.deep_states": namesUsed(facts),
    "krane.cpu.idle.deep_ms": Math.ceil(used(facts).us / 1000),
    "krane.cpu.idle.cpus_seen": cpusOf(deep).length,
    ...(effective.fact === "unknown" ? { "krane.feature.why": effective.raw } : {}),
  };
}

/** What the facts say of idle states deeper than C1. */
export function idleVerdict(facts: IdleFacts): Verdict<IdleReason> {
  const effective = effectiveOf(facts);
  const configured = deepAllowed(facts, facts.driver.known ? facts.driver.value : "none");
  const { status, ...trouble } = troubleOf(facts, configured, effective);
  return featureVerdict({
    status,
    reason: reasonOf(facts, effective),
    feature: { firmware: firmwareOf(facts), configured, effective, ...trouble },
    attributes: attributesOf(facts, effective),
    ...(facts.deep.length === 0 ? {} : { keep: keepCounted(counted(facts.deep)) }),
  });
}
