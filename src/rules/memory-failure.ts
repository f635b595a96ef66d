import { defineRule } from "../core/index.ts";

/** A page of memory is broken for good; the process that used it gets a signal, which a guest may survive or not (mm/memory-failure.c). */
export default defineRule({
  id: "memory-failure",
  title: { en: "Memory failed", ko: "메모리 하드웨어 장애" },
  source: "kernel-report",
  kinds: ["memory-failure"],
  subject: { type: "host" },
  status: "critical",
  reason: "MemoryFailed",
  message: {
    en: "memory failed: {krane.kernel.report.title}",
    ko: "메모리 장애: {krane.kernel.report.title}",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "memory-errors",
  case: "4.8",
  ticket: "HW-MC-ERROR",
});
