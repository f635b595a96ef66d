import type { Answer, Attributes, Status, Subject, Verdict } from "../core/index.ts";

export type Fact = "yes" | "no" | "unknown";

/** Where the fault sits, which is who has to act: BIOS visit, boot parameter, package, rights, driver, or look again with more rights. */
export type FeatureCause = "firmware" | "cmdline" | "module" | "permission" | "driver" | "source-lost";

/** One of the three facts, with where it was read and what stood there. */
export interface Seen {
  readonly fact: Fact;
  /** Path of a file, "MSR 0x3a", "CPU flag vmx", "kernel log". */
  readonly source: string;
  /** As it was read; for a fact that is unknown, why. */
  readonly raw: string;
}

/**
 * A feature of the machine as three facts, never one boolean: firmware offers it, the kernel was told to use it, it is active now.
 * The operator's action differs for each (lab of 57 machines: every grep of manual 8.2 mixes two of them).
 */
export interface Feature {
  /** Absent where firmware has no say, as with swap. */
  readonly firmware?: Seen;
  readonly configured?: Seen;
  readonly effective: Seen;
  /** Why it is not as it should be, or not known; absent where all is well. */
  readonly cause?: FeatureCause | undefined;
  /** What to set where the cause says, as firmware or kernel call it: "Intel VT-d", "intel_iommu=on iommu=pt". */
  readonly setting?: string | undefined;
}

export function fact(value: boolean | undefined): Fact {
  if (value === undefined) return "unknown";
  return value ? "yes" : "no";
}

/** A fact that `source` tells; unknown where `value` is undefined, and `raw` says why. */
export function seen(value: boolean | undefined, source: string, raw: string): Seen {
  return { fact: fact(value), source, raw };
}

/** What an answer tells: `judge` gives the fact and what stood there; unknown with the reason where there was no answer. */
export function seenIn<T>(
  answer: Answer<T>,
  source: string,
  judge: (value: T) => readonly [value: boolean | undefined, raw: string],
): Seen {
  if (!answer.known) return seen(undefined, source, answer.why);
  const [value, raw] = judge(answer.value);
  return seen(value, source, raw);
}

/** Why a look was not possible: only rights were missing, or the source itself is gone. */
export function lookCause(answer: Answer<unknown>): FeatureCause {
  return !answer.known && answer.denied === true ? "permission" : "source-lost";
}

const PARTS = ["firmware", "configured", "effective"] as const;

/** `krane.feature.*`: the facts, and the cause and its setting where something is wrong. */
function featureAttributes(feature: Feature): Attributes {
  const facts = PARTS.flatMap((part) => {
    const found = feature[part];
    return found === undefined ? [] : [[`krane.feature.${part}`, found.fact] as const];
  });
  return {
    ...Object.fromEntries(facts),
    ...(feature.cause === undefined ? {} : { "krane.feature.cause": feature.cause }),
    ...(feature.cause === undefined || feature.setting === undefined
      ? {}
      : { "krane.feature.setting": feature.setting }),
  };
}

/** A line for each fact: "firmware yes: /sys/firmware/acpi/tables/DMAR: 1 unit, flags 0x01". */
function featureEvidence(feature: Feature): readonly string[] {
  return PARTS.flatMap((part) => {
    const found = feature[part];
    if (found === undefined) return [];
    // Why a file could not be read begins with its name.
    const said = found.raw.includes(found.source) ? found.raw : `${found.source}: ${found.raw}`;
    return [`${part} ${found.fact}: ${said}`];
  });
}

/** A verdict about a feature: its facts become attributes and evidence. */
export interface FeatureVerdict<Reason extends string> {
  readonly status: Status;
  readonly reason: Reason;
  readonly feature: Feature;
  readonly subject?: Subject;
  /** Beside those of the feature. */
  readonly attributes?: Attributes;
  /** Behind that of the feature. */
  readonly evidence?: readonly string[];
  readonly keep?: Attributes;
}

export function featureVerdict<Reason extends string>({
  feature,
  attributes,
  evidence = [],
  ...verdict
}: FeatureVerdict<Reason>): Verdict<Reason> {
  return {
    ...verdict,
    attributes: { ...featureAttributes(feature), ...attributes },
    evidence: [...featureEvidence(feature), ...evidence],
  };
}
