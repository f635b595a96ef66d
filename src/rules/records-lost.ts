import { defineRule } from "../core/index.ts";

/**
 * Log records were overwritten, rotated away or truncated before they could be read: whatever they said is not known.
 * /dev/kmsg numbers its records, so there the count is exact (Documentation/ABI/testing/dev-kmsg).
 */
export default defineRule({
  id: "records-lost",
  title: { en: "Log records were lost before they could be read", ko: "로그 레코드를 읽기 전에 유실됨" },
  source: "agent",
  given: ["krane.source.id", "krane.source.lost", "krane.source.why"],
  total: "krane.source.lost",
  subject: { type: "file", name: "krane.source.id" },
  identity: ["krane.source.id", "krane.source.why"],
  status: "warning",
  reason: "RecordsLost",
  message: {
    en: "{krane.source.id}: {krane.source.lost} records lost before they could be read ({krane.source.why})",
    ko: "{krane.source.id}: 레코드 {krane.source.lost}건을 읽기 전에 유실 ({krane.source.why})",
  },
  runbook: "agent-blind",
});
