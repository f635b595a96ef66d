import { defineRule } from "../core/index.ts";

/** The kernel found a page of memory damaged: failing memory or a kernel fault, and guests' data may be wrong (mm/page_alloc.c, bad_page()). */
export default defineRule({
  id: "bad-page",
  title: { en: "Damaged page of memory", ko: "메모리 페이지 손상" },
  source: "kernel-report",
  kinds: ["bad-page"],
  subject: { type: "host" },
  status: "critical",
  reason: "BadPage",
  message: {
    en: "damaged memory: {krane.kernel.report.title}",
    ko: "메모리 손상: {krane.kernel.report.title}",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "memory-errors",
  case: "4.7",
});
