import { defineRule } from "../core/index.ts";
import { NOT_RUNNING } from "../parse/bosh/bosh-errors.ts";

/**
 * The instance was not running when its watch time was over. Seed 003 takes it for a pre-start that ended with 1; by BOSH's source
 * (bosh, state_applier.rb: run_script pre-start, start, wait, then AgentJobNotRunning) pre-start had succeeded: its failure is said in
 * other words (bosh-pre-start). So a trace in pre-start.stderr.log may be of an earlier deployment.
 */
export default defineRule({
  id: "bosh-not-running",
  title: { en: "BOSH: jobs do not run after the update", ko: "BOSH 업데이트 후 job 미실행" },
  source: "record",
  patterns: [{ from: "bosh", ...NOT_RUNNING }],
  clears: [{ from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "NotRunningAfterUpdate",
  message: {
    en: "{krane.bosh.instance}: {krane.bosh.jobs} not running at the end of the update, pre-start had succeeded",
    ko: "{krane.bosh.instance}: 업데이트 종료 시점에 {krane.bosh.jobs} 미실행, pre-start 는 성공한 상태",
  },
  runbook: "bosh-not-running",
});
