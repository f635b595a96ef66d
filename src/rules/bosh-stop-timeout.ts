import { defineRule } from "../core/index.ts";
import { STOP_TIMEOUT } from "../parse/bosh/bosh-errors.ts";

/**
 * Five minutes after monit was told to stop them, services are still pending or monitored (bosh-agent, StopAndWait).
 */
export default defineRule({
  id: "bosh-stop-timeout",
  title: { en: "BOSH: services did not stop in time", ko: "BOSH 서비스 중지 시간 초과" },
  source: "record",
  patterns: [{ from: "bosh", ...STOP_TIMEOUT }],
  clears: [{ from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "StopTimedOut",
  message: {
    en: "{krane.bosh.instance}: services still running five minutes after they were told to stop ({krane.bosh.jobs})",
    ko: "{krane.bosh.instance}: 중지 요청 5분 후에도 서비스가 중지되지 않음({krane.bosh.jobs})",
  },
  runbook: "bosh-stop-timeout",
});
