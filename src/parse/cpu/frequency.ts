import type { Answer, Attributes, Status, Verdict } from "../../core/index.ts";
import { type BootParam, lastParam } from "../boot/cmdline.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen } from "../feature.ts";
import type { FirstCpu } from "./cpuinfo.ts";
import { turboOf } from "./turbo.ts";

/** CPUs whose frequency is scaled together: one of them on Intel. */
export interface Policy {
  /** "policy12" is of CPU 12 and those that go with it. */
  readonly name: string;
  readonly governor: Answer<string>;
}

export interface FrequencyFacts {
  /** /proc/cmdline. */
  readonly params: Answer<readonly BootParam[]>;
  /** Names in /sys/devices/system/cpu: with cpufreq.off=1 there is no "cpufreq" among them. */
  readonly entries: Answer<readonly string[]>;
  /** The cpufreq directory. */
  readonly listed: Answer<unknown>;
  readonly policies: readonly Policy[];
  /** scaling_driver of the first policy. */
  readonly driver: Answer<string>;
  readonly noTurbo: Answer<string>;
  readonly boost: Answer<string>;
  /** Register MISC_ENABLE of CPU 0. */
  readonly miscEnable: Answer<bigint>;
  readonly cpu: FirstCpu | undefined;
  /** What the site wants of power saving. */
  readonly wanted: boolean | undefined;
}

export type FrequencyReason =
  | "FrequencyOff"
  | "FrequencyFixed"
  | "FrequencyScaled"
  | "FrequencyMixed"
  | "FrequencyUnseen";

const DIR = "/sys/devices/system/cpu/cpufreq";
/** Manual 8.2, 2.c, and its example of a command line. */
const SETTING = "intel_pstate=disable cpufreq.off=1";
/** CPUFREQ_NAME_LEN (include/linux/cpufreq.h). */
const GOVERNOR = /^[a-z][a-z_]{0,15}$/;
/** As many as a line may name. */
const NAMED = 8;

/** SpeedStep as firmware left it: IA32_MISC_ENABLE, bit 16. acpi-cpufreq and intel_pstate never set it (Intel SDM volume 4). */
function firmwareOf({ miscEnable, cpu }: FrequencyFacts): Seen {
  if (!miscEnable.known) return seen(undefined, "MSR 0x1a0", miscEnable.why);
  const isVirtual = cpu?.flags.has("hypervisor") ?? true;
  if (isVirtual || cpu?.flags.has("est") !== true) return seen(undefined, "MSR 0x1a0", "not of a CPU with SpeedStep");
  return seen((miscEnable.value & 0x1_0000n) !== 0n, "MSR 0x1a0", `0x${miscEnable.value.toString(16)}`);
}

const TELLING = ["cpufreq.off", "intel_pstate", "amd_pstate", "cpufreq.default_governor"];

function isOff(params: Answer<readonly BootParam[]>): boolean {
  return params.known && lastParam(params.value, "cpufreq.off") === "1";
}

/** Only cpufreq.off=1 keeps every driver out: with intel_pstate=disable alone acpi-cpufreq takes over. */
function configuredOf({ params }: FrequencyFacts): Seen {
  if (!params.known) return seen(undefined, "/proc/cmdline", params.why);
  const given = params.value.filter(({ name }) => TELLING.includes(name));
  const raw = given.map(({ name, value = "" }) => `${name}=${value}`).join(" ");
  return seen(!isOff(params), "/proc/cmdline", raw === "" ? "nothing asked" : raw);
}

/** Governors with their policies, the most common one first. */
function governorsOf(policies: readonly Policy[]): readonly (readonly [governor: string, names: readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const { name, governor } of policies) {
    if (!governor.known || !GOVERNOR.test(governor.value)) continue;
    const names = found.get(governor.value) ?? [];
    found.set(governor.value, names);
    names.push(name);
  }
  return [...found].toSorted(([, one], [, other]) => other.length - one.length);
}

/** "performance" holds the highest frequency; every other governor, "powersave" first of all, gives less than that at times. */
function effectiveOf(facts: FrequencyFacts): Seen {
  const { policies, entries, params, listed } = facts;
  if (!listed.known) return seen(undefined, DIR, listed.why);
  const governors = governorsOf(policies);
  if (governors.length > 0) {
    const raw = governors.map(([governor, names]) => `${governor} of ${names.length}`).join(", ");
    return seen(
      governors.some(([governor]) => governor !== "performance"),
      `${DIR}/policy*/scaling_governor`,
      raw,
    );
  }
  const [first] = policies;
  if (first !== undefined)
    return seen(undefined, DIR, first.governor.known ? "a governor without a name" : first.governor.why);
  if (entries.known && entries.value.includes("cpufreq")) return seen(false, DIR, "no scaling driver");
  if (isOff(params)) return seen(false, "/proc/cmdline", `cpufreq.off=1, and no ${DIR}`);
  return seen(undefined, DIR, entries.known ? `${DIR} does not exist` : entries.why);
}

function reasonOf({ policies }: FrequencyFacts, { fact }: Seen): FrequencyReason {
  if (fact === "unknown") return "FrequencyUnseen";
  const { length } = governorsOf(policies);
  if (length > 1) return "FrequencyMixed";
  if (fact === "yes") return "FrequencyScaled";
  return length === 0 ? "FrequencyOff" : "FrequencyFixed";
}

type Trouble = Pick<Feature, "cause" | "setting"> & { readonly status: Status };

function troubleOf({ wanted, entries, listed }: FrequencyFacts, configured: Seen, effective: Seen): Trouble {
  if (effective.fact === "unknown") return { status: "unknown", cause: lookCause(listed.known ? entries : listed) };
  if (wanted === undefined || wanted === (effective.fact === "yes")) return { status: "ok" };
  if (!wanted) return { status: "warning", cause: "cmdline", setting: SETTING };
  return { status: "warning", cause: configured.fact === "no" ? "cmdline" : "driver" };
}

/** What policies beside the most common governor have: "policy12 powersave". */
function oddOnes(policies: readonly Policy[]): readonly string[] {
  const [, ...others] = governorsOf(policies);
  const odd = others.flatMap(([governor, names]) => names.map((name) => `${name} ${governor}`));
  return odd.length > NAMED ? [...odd.slice(0, NAMED), "..."] : odd;
}

function attributesOf(facts: FrequencyFacts, effective: Seen): Attributes {
  const { policies, driver } = facts;
  const [common] = governorsOf(policies);
  const turbo = turboOf(facts);
  return {
    ...(common === undefined ? {} : { "krane.cpu.governor": common[0] }),
    ...(driver.known && policies.length > 0 ? { "krane.cpu.scaling_driver": driver.value } : {}),
    ...(turbo === undefined ? {} : { "krane.cpu.turbo": turbo }),
    ...(effective.fact === "unknown" ? { "krane.feature.why": effective.raw } : {}),
    "krane.cpu.policies_seen": policies.length,
    "krane.cpu.odd_governors": oddOnes(policies),
  };
}

/** What the facts say of frequency scaling. */
export function frequencyVerdict(facts: FrequencyFacts): Verdict<FrequencyReason> {
  const [configured, effective] = [configuredOf(facts), effectiveOf(facts)];
  const { status, ...trouble } = troubleOf(facts, configured, effective);
  return featureVerdict({
    status,
    reason: reasonOf(facts, effective),
    feature: { firmware: firmwareOf(facts), configured, effective, ...trouble },
    attributes: attributesOf(facts, effective),
  });
}
