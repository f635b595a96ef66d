import { defineRule } from "../core/index.ts";

/** monit's client shows an action as pending only where a person or BOSH asked for it; restarts of its own never are (measured; seed 001). */
export default defineRule({
  id: "monit-action-pending",
  title: { en: "An action asked of monit is not done yet", ko: "monit 요청 작업 대기 중" },
  source: "record",
  patterns: [
    {
      from: "monit-client",
      contains: " - restart",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' - (?<action>restart) pending: (?<state>\w[\w |.]{1,63})/,
    },
    {
      from: "monit-client",
      contains: " - start",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' - (?<action>start) pending: (?<state>\w[\w |.]{1,63})/,
    },
    {
      from: "monit-client",
      contains: " - stop",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' - (?<action>stop) pending: (?<state>\w[\w |.]{1,63})/,
    },
  ],
  attributes: { "service.name": "name", "krane.monit.state": "state", "krane.monit.pending_action": "action" },
  subject: { type: "service", name: "service.name" },
  status: "warning",
  reason: "ActionPending",
  message: {
    en: "{service.name}: somebody asked for {krane.monit.pending_action}, not done yet (monit: {krane.monit.state})",
    ko: "{service.name}: 사람이 요청한 {krane.monit.pending_action} 처리 대기 중 (monit: {krane.monit.state})",
  },
  runbook: "monit-service",
  case: "4.10",
});
