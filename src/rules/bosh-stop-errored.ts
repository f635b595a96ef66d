import { defineRule } from "../core/index.ts";
import { STOP_ERRORED } from "../parse/bosh/bosh-errors.ts";

/**
 * The agent will not stop a service that monit holds an error of, and it looks before its own stop has run (bosh-agent, StopAndWait;
 * measured: a second try fails at once). So recreate alone fails again, and delete-vm has to come first (seed 001).
 */
export default defineRule({
  id: "bosh-stop-errored",
  title: { en: "BOSH: stopping services errored", ko: "BOSH 서비스 중지 오류" },
  source: "record",
  patterns: [{ from: "bosh", ...STOP_ERRORED }],
  clears: [{ from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "StopErrored",
  message: {
    en: "{krane.bosh.instance}: stopping {krane.bosh.jobs} errored, monit holds an error of it: every recreate will fail as well",
    ko: "{krane.bosh.instance}: {krane.bosh.jobs} 중지 오류, monit 에 오류 상태가 남아 recreate 도 실패함",
  },
  runbook: "bosh-stop-errored",
});
