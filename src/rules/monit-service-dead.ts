import { defineRule } from "../core/index.ts";

/**
 * A process under monit is not there, by monit's log (5.2.5 and 5.33 say it alike) or by the text of its client, of which either version's
 * rows are brought into one form (parse/monit/monit-line.ts). That a file does not exist is another matter.
 */
export default defineRule({
  id: "monit-service-dead",
  title: { en: "A process under monit is not running", ko: "monit 관리 프로세스 중단" },
  source: "record",
  patterns: [
    { from: "monit", contains: "process is not running", match: /^'(?<name>[^'\n]{1,255})' process is not running/ },
    {
      from: "monit",
      contains: " is a zombie",
      match: /^'(?<name>[^'\n]{1,255})' process with pid \d{1,10} is a zombie/,
    },
    {
      from: "monit-client",
      contains: "Does not exist",
      match: /^Process '(?<name>[^'\n]{1,255})' (?:- \w{4,9} pending: )?(?:[A-Z][\w ]{1,32} \| ){0,4}Does not exist/,
    },
  ],
  clears: [
    {
      from: "monit",
      contains: "process is running",
      match: /^'(?<name>[^'\n]{1,255})' process is running with (?:new )?pid \d/,
    },
  ],
  attributes: { "service.name": "name" },
  subject: { type: "service", name: "service.name" },
  status: "critical",
  reason: "ServiceDead",
  message: { en: "{service.name}: process is not running", ko: "{service.name}: 프로세스 없음" },
  runbook: "monit-service",
  case: "4.10",
});
