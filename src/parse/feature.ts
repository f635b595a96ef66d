import type { Answer, Attributes } from "../core/index.ts";

export type Fact = "yes" | "no" | "unknown";

/** Where the fault sits, which is who has to act: BIOS visit, boot parameter, package, rights, driver, or look again with more rights. */
export type FeatureCause = "firmware" | "cmdline" | "module" | "permission" | "driver" | "source-lost";

/**
 * A feature of the machine as three facts, never one boolean: firmware offers it, the kernel was told to use it, it is active now.
 * The operator's action differs for each (lab of 57 machines: every grep of manual 8.2 mixes two of them).
 */
export interface Feature {
  readonly firmware: Fact;
  readonly configured: Fact;
  readonly effective: Fact;
  /** Absent where nothing is wrong. */
  readonly cause?: FeatureCause;
}

export function fact(value: boolean | undefined): Fact {
  if (value === undefined) return "unknown";
  return value ? "yes" : "no";
}

/** Why a look was not possible: only rights were missing, or the source itself is gone. */
export function lookCause(answer: Answer<unknown>): FeatureCause {
  return !answer.known && answer.denied === true ? "permission" : "source-lost";
}

export function featureAttributes(feature: Feature): Attributes {
  return {
    "krane.feature.firmware": feature.firmware,
    "krane.feature.configured": feature.configured,
    "krane.feature.effective": feature.effective,
    ...(feature.cause === undefined ? {} : { "krane.feature.cause": feature.cause }),
  };
}
