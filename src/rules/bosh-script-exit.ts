import { defineRule } from "../core/index.ts";

/**
 * The last line of a lifecycle script that the shell traces. The file has no times and is appended to: what stands in it may be of an earlier
 * deployment; followed as it is written, it is not.
 */
export default defineRule({
  id: "bosh-script-exit",
  title: { en: "BOSH: a lifecycle script gave up", ko: "BOSH job 스크립트 비정상 종료" },
  source: "record",
  patterns: [{ from: "bosh", contains: "exit ", match: /^exit \d{1,3}/ }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.job" },
  identity: ["krane.bosh.job", "krane.bosh.script"],
  status: "warning",
  reason: "ScriptGaveUp",
  message: {
    en: "{krane.bosh.job}: {krane.bosh.script} ended with exit code {krane.bosh.exit_code}",
    ko: "{krane.bosh.job}: {krane.bosh.script} 종료 코드 {krane.bosh.exit_code}",
  },
  runbook: "bosh-script-log",
});
