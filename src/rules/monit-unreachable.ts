import { defineRule } from "../core/index.ts";

/** The client had no answer. Its exit code does not tell (5.2.5: 0), and neither does this whether the services run. */
export default defineRule({
  id: "monit-unreachable",
  title: { en: "monit does not answer its client", ko: "monit 응답 없음" },
  source: "record",
  patterns: [
    {
      from: "monit-client",
      contains: "no status available",
      match: /^monit: no status available -- (?<why>[^\n]{1,200})/,
    },
    {
      from: "monit-client",
      contains: "the monit daemon is not running",
      match: /^Monit: (?<why>the monit daemon is not running)/,
    },
  ],
  attributes: { "krane.monit.why": "why" },
  subject: { type: "host" },
  status: "unknown",
  reason: "MonitUnreachable",
  message: { en: "services not known: {krane.monit.why}", ko: "서비스 상태 확인 불가: {krane.monit.why}" },
  runbook: "monit-service",
});
