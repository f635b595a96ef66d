import { defineRule } from "../core/index.ts";
import { PRE_START } from "../parse/bosh/bosh-errors.ts";

/**
 * A job's pre-start ended with another code than 0: nothing of the instance was started (bosh-agent, agent/script/parallel_script.go). Its
 * own words are in /var/vcap/sys/log/JOB/pre-start.stderr.log, which is appended to and has no times.
 */
export default defineRule({
  id: "bosh-pre-start",
  title: { en: "BOSH: a pre-start script failed", ko: "BOSH pre-start 스크립트 실패" },
  source: "record",
  patterns: [{ from: "bosh", ...PRE_START }],
  clears: [{ from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "PreStartFailed",
  message: {
    en: "{krane.bosh.instance}: pre-start of {krane.bosh.jobs} failed, no process of it was started",
    ko: "{krane.bosh.instance}: {krane.bosh.jobs} pre-start 실패, 프로세스가 기동되지 않음",
  },
  runbook: "bosh-pre-start",
});
