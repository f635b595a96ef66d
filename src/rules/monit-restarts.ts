import { defineRule } from "../core/index.ts";

/** monit counts the restarts itself and goes on with them: a crash loop that no summary shows, each of which is one moment of it. */
export default defineRule({
  id: "monit-restarts",
  title: { en: "monit restarts a service again and again", ko: "monit 반복 재시작" },
  source: "record",
  patterns: [
    {
      from: "monit",
      contains: " service restarted ",
      match:
        /^'(?<name>[^'\n]{1,255})' service restarted (?<restarts>\d{1,6}) times within (?<cycles>\d{1,6}) cycles?\(s\) - (?:alert|exec|restart)/,
    },
  ],
  attributes: { "service.name": "name", "krane.monit.restarts": "restarts", "krane.monit.cycles": "cycles" },
  subject: { type: "service", name: "service.name" },
  status: "critical",
  reason: "CrashLoop",
  message: {
    en: "{service.name}: crash loop, restarted {krane.monit.restarts} times within {krane.monit.cycles} cycles by monit",
    ko: "{service.name}: 반복 비정상 종료, {krane.monit.cycles} 주기 내 monit 이 {krane.monit.restarts}회 재시작함",
  },
  runbook: "monit-service",
  case: "4.10",
});
