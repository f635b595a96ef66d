import type { Text } from "../core/index.ts";

/** Reasons that any check may give beside its own. */
export const COMMON_REASONS: Readonly<Record<string, Text>> = {
  ProbeFailed: { en: "could not look: {error.message}", ko: "확인할 수 없음: {error.message}" },
  NotApplicable: { en: "does not apply: {krane.requires} does not exist", ko: "해당 없음: {krane.requires} 없음" },
};
