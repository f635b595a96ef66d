import { defineRule } from "../core/index.ts";

/** monit restarted a service too often and no longer watches it: "not monitored" is all that its summary says of that. */
export default defineRule({
  id: "monit-gave-up",
  title: { en: "monit gave up a service", ko: "monit 재시작 포기" },
  source: "record",
  patterns: [
    {
      from: "monit",
      contains: " service restarted ",
      match:
        /^'(?<name>[^'\n]{1,255})' service restarted (?<restarts>\d{1,6}) times within (?<cycles>\d{1,6}) cycles?\(s\) - (?:unmonitor|stop)/,
    },
  ],
  clears: [
    {
      from: "monit",
      contains: " on user request",
      match: /^'(?<name>[^'\n]{1,255})' (?:start|restart|monitor) on user request/,
    },
  ],
  attributes: { "service.name": "name", "krane.monit.restarts": "restarts", "krane.monit.cycles": "cycles" },
  subject: { type: "service", name: "service.name" },
  status: "critical",
  reason: "CrashLoop",
  message: {
    en: "{service.name}: given up by monit after {krane.monit.restarts} restarts within {krane.monit.cycles} cycles",
    ko: "{service.name}: {krane.monit.cycles} 주기 내 {krane.monit.restarts}회 재시작 후 monit 이 포기함",
  },
  runbook: "monit-service",
  case: "4.10",
});
