import { defineRule } from "../core/index.ts";

/**
 * A task ended with an error that no other rule knows: the director's own words are all there is.
 */
export default defineRule({
  id: "bosh-task-failed",
  title: { en: "BOSH: a task failed", ko: "BOSH task 실패" },
  source: "record",
  patterns: [{ from: "bosh", contains: "Task failed: ", match: /^Task failed: / }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  identity: ["krane.bosh.task", "krane.bosh.error"],
  status: "critical",
  reason: "TaskFailed",
  message: {
    en: "task {krane.bosh.task} failed in {krane.bosh.phase}: {krane.bosh.error}",
    ko: "task {krane.bosh.task}: {krane.bosh.phase} 단계 실패: {krane.bosh.error}",
  },
  runbook: "bosh-task-failed",
});
