import { defineRule } from "../core/index.ts";

/** rsyslog died, its disk is full, or it writes to a file that was deleted: a log that everybody trusts stands still, and looks quiet. */
export default defineRule({
  id: "log-stalled",
  title: { en: "A log has stopped while others go on", ko: "다른 로그와 달리 기록이 멈춘 로그" },
  source: "agent",
  given: ["krane.source.id", "krane.source.other"],
  subject: { type: "file", name: "krane.source.id" },
  status: "warning",
  reason: "LogStalled",
  message: {
    en: "{krane.source.id}: nothing written for more than 10 min, while {krane.source.other} got the same messages",
    ko: "{krane.source.id}: 같은 메시지가 {krane.source.other} 에는 기록되는데 10분 넘게 기록 없음",
  },
  runbook: "agent-blind",
});
