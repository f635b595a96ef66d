import { defineRule } from "../core/index.ts";

/** The client had no answer, or none to its login or control file. Its exit code does not tell (5.2.5: 0), and neither does this whether the services run. */
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
    {
      from: "monit-client",
      contains: "Cannot connect to ",
      match: /^(?<why>Cannot connect to \[?[\w.:]{1,64}\]?:\d{1,5} -- [^\n]{1,128})/,
    },
    {
      from: "monit-client",
      contains: "Cannot create socket to ",
      match: /^(?<why>Cannot create socket to \[?[\w.:]{1,64}\]?:\d{1,5} -- [^\n]{1,128})/,
    },
    {
      from: "monit-client",
      contains: "Error receiving data -- ",
      match: /^(?<why>Error receiving data -- [^\n]{1,128})/,
    },
    {
      from: "monit-client",
      contains: "not authorized to access monit",
      match: /^(?<why>You are not authorized to access monit)/,
    },
    {
      from: "monit-client",
      contains: " is wrong, maximum 0",
      match: /^(?<why>The control file '[^'\n]{1,255}' permission 0\d{1,4} is wrong), maximum 0/,
    },
  ],
  attributes: { "krane.monit.why": "why" },
  subject: { type: "host" },
  status: "unknown",
  reason: "MonitUnreachable",
  message: { en: "services not known: {krane.monit.why}", ko: "서비스 상태 확인 불가: {krane.monit.why}" },
  runbook: "monit-service",
});
