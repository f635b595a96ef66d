import { defineRule } from "../core/index.ts";

/** The file of the outbox was not what had been written: it was set aside and made anew, or it had lost its latest commits. */
export default defineRule({
  id: "outbox-reset",
  title: { en: "The outbox was damaged", ko: "outbox 손상" },
  source: "agent",
  given: ["krane.outbox.why"],
  subject: { type: "host" },
  identity: ["krane.outbox.why"],
  status: "warning",
  reason: "OutboxDamaged",
  message: {
    en: "the outbox was damaged and mended itself ({krane.outbox.why}): the latest findings before that may be missing",
    ko: "outbox 가 손상되어 자동 복구됨 ({krane.outbox.why}): 그 직전의 탐지 결과가 빠졌을 수 있음",
  },
  runbook: "agent-blind",
});
