import { defineRule } from "../core/index.ts";

/** Unmonitored by hand, given up, or in the middle of a restart: a summary alone cannot tell (measured). */
export default defineRule({
  id: "monit-unmonitored",
  title: { en: "monit does not watch a service", ko: "monit 감시 중지" },
  source: "record",
  patterns: [
    {
      from: "monit-client",
      contains: "not monitored",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' not monitored/,
    },
    {
      from: "monit-client",
      contains: "Not monitored",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' Not monitored/,
    },
    {
      from: "monit",
      contains: "unmonitor on user request",
      match: /^'(?<name>[^'\n]{1,255})' unmonitor on user request/,
    },
  ],
  clears: [
    {
      from: "monit",
      contains: " on user request",
      match: /^'(?<name>[^'\n]{1,255})' (?:start|restart|monitor) on user request/,
    },
  ],
  attributes: { "service.name": "name" },
  subject: { type: "service", name: "service.name" },
  status: "warning",
  reason: "Unmonitored",
  message: { en: "{service.name}: monit does not watch it", ko: "{service.name}: monit 감시 중지 상태" },
  runbook: "monit-service",
  case: "4.10",
});
