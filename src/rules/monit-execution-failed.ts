import { defineRule } from "../core/index.ts";

/**
 * A start or stop program failed or ran into its timeout. After a failed stop the old process serves on (measured): 5.2.5 shows "Execution
 * failed" until its next success, 5.33 goes back to OK and only its log tells.
 */
export default defineRule({
  id: "monit-execution-failed",
  title: { en: "A start or stop by monit failed", ko: "monit 시작/중지 실패" },
  source: "record",
  patterns: [
    {
      from: "monit",
      contains: "' failed to ",
      match: /^'(?<name>[^'\n]{1,255})' (?<said>failed to (?:start|stop|restart)(?: \(exit status -?\d{1,4}\))?)/,
    },
    {
      from: "monit-client",
      contains: "Execution failed",
      match:
        /^Process '(?<name>[^'\n]{1,255})' (?:- \w{4,9} pending: )?(?:[A-Z][\w ]{1,32} \| ){0,4}(?<said>Execution failed)/,
    },
    {
      from: "monit-client",
      contains: " | Exe",
      match: /^Process '(?<name>[^'\n]{1,255})' - cut: (?<said>(?:[A-Z][\w ]{1,32} \| ){1,4}Exe\w{0,13}\.\.\.)/,
    },
  ],
  clears: [
    {
      from: "monit",
      contains: "process is running",
      match: /^'(?<name>[^'\n]{1,255})' process is running (?:with (?:new )?pid \d|after previous exec error)/,
    },
  ],
  attributes: { "service.name": "name", "krane.monit.state": "said" },
  subject: { type: "service", name: "service.name" },
  status: "critical",
  reason: "ExecutionFailed",
  message: { en: "{service.name}: {krane.monit.state}", ko: "{service.name}: {krane.monit.state}" },
  runbook: "monit-service",
  case: "4.10",
});
