import { defineRule } from "../core/index.ts";

/** Findings that were made but could not be kept until the collector had them: the outbox was full, or its file was damaged. */
export default defineRule({
  id: "outbox-loss",
  title: { en: "Findings could not be kept", ko: "탐지 결과를 보관하지 못함" },
  source: "agent",
  given: ["krane.outbox.lost", "krane.outbox.why"],
  total: "krane.outbox.lost",
  subject: { type: "host" },
  identity: ["krane.outbox.why"],
  status: "warning",
  reason: "FindingsLost",
  message: {
    en: "{krane.outbox.lost} findings could not be kept for the collector ({krane.outbox.why})",
    ko: "수집기로 보낼 탐지 결과 {krane.outbox.lost}건을 보관하지 못함 ({krane.outbox.why})",
  },
  runbook: "agent-blind",
});
