import type { Value } from "./properties.ts";

/** One answer of one source beside the truth. */
export interface Answered {
  readonly host: string;
  readonly expected: Value;
  readonly got: Value | undefined;
  /** Where the answer comes from: the verdict's reason. */
  readonly reason: string;
}

export type Outcome = "right" | "false pass" | "false fail" | "unknown";

export interface Score {
  readonly property: string;
  readonly source: string;
  readonly bad: (value: Value) => boolean;
  readonly answers: readonly Answered[];
}

/** Trouble that is not told is a false pass; whatever else is wrong is a false fail. */
export function outcomeOf({ expected, got }: Answered, bad: (value: Value) => boolean): Outcome {
  if (got === undefined) return "unknown";
  if (got === expected) return "right";
  return bad(expected) && !bad(got) ? "false pass" : "false fail";
}

export const OUTCOMES: readonly Outcome[] = ["right", "false pass", "false fail", "unknown"];

export function countOf(score: Score, outcome: Outcome): number {
  return score.answers.filter((answer) => outcomeOf(answer, score.bad) === outcome).length;
}

/** A table with a line for each source of each property. */
export function formatScores(scores: readonly Score[]): string {
  const rows = scores.map((score) => {
    const counts = OUTCOMES.map((outcome) => countOf(score, outcome));
    return `| ${score.property} | ${score.source} | ${score.answers.length} | ${counts.join(" | ")} |`;
  });
  const head = `| property | source | hosts | ${OUTCOMES.join(" | ")} |`;
  return [head, `|${" --- |".repeat(3 + OUTCOMES.length)}`, ...rows].join("\n");
}

/** Each answer that is not right, by name. */
export function formatMisses(scores: readonly Score[]): string {
  const lines = scores.flatMap(({ property, bad, answers }) =>
    answers.flatMap((answer) => {
      const outcome = outcomeOf(answer, bad);
      const got = answer.got ?? "nothing";
      return outcome === "right"
        ? []
        : [`- ${outcome}: ${answer.host} ${property}: expected ${answer.expected}, got ${got} (${answer.reason})`];
    }),
  );
  return lines.length === 0 ? "no misses" : lines.join("\n");
}
