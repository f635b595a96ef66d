import type { CheckResult } from "../../core/index.ts";
import { STATUSES, worst } from "../../core/index.ts";
import type { CheckReport } from "../check.ts";
import { metric } from "./prometheus.ts";

const PARTS = ["firmware", "configured", "effective"] as const;
const VALUES = { yes: 1, no: 0, unknown: -1 } as const;
const FACTS = ["yes", "no", "unknown"] as const;

/**
 * `check -o prometheus`: for the textfile collector. Labels are ids only: names of guests and devices are others' text and without bound.
 */
export function checkPrometheus({ startedAt, durationMs, results }: CheckReport): string {
  const ids = [...new Set(results.map(({ check }) => check))];
  const each = (sample: (id: string, found: readonly CheckResult[]) => string[]) =>
    ids.flatMap((id) =>
      sample(
        id,
        results.filter(({ check }) => check === id),
      ),
    );
  const status = each((id, found) => {
    const now = worst(found.map(({ status }) => status));
    return STATUSES.map((word) => `{check="${id}",status="${word}"} ${word === now ? 1 : 0}`);
  });
  const seconds = each((id, [first]) => [`{check="${id}"} ${((first?.durationMs ?? 0) / 1000).toFixed(6)}`]);
  const success = each((id, found) => [`{check="${id}"} ${found.some(({ status }) => status === "unknown") ? 0 : 1}`]);
  const facts = results
    .filter(({ subject }) => subject.type === "host")
    .flatMap(({ check, attributes }) =>
      PARTS.flatMap((part) => {
        const fact = FACTS.find((word) => word === attributes[`krane.feature.${part}`]);
        return fact === undefined ? [] : [`{check="${check}",fact="${part}"} ${VALUES[fact]}`];
      }),
    );
  return [
    metric("krane_agent_feature", "A fact of a feature of the host: 1 yes, 0 no, -1 unknown.", facts),
    metric("krane_agent_check_status", "Worst status of a check, 1 for the one that holds.", status),
    metric("krane_agent_check_success", "Whether a check could look.", success),
    metric("krane_agent_check_duration_seconds", "How long a check took.", seconds),
    metric("krane_agent_run_duration_seconds", "How long all checks took.", [` ${(durationMs / 1000).toFixed(6)}`]),
    metric("krane_agent_run_timestamp_seconds", "When the checks ran.", [` ${startedAt.getTime() / 1000}`]),
  ].join("");
}
