import { defineRule } from "../core/index.ts";

/** A CPU does not come back from the kernel: its guests stand still, and what waits for it follows (kernel/watchdog.c, kernel/rcu/tree_stall.h). */
export default defineRule({
  id: "cpu-stuck",
  title: { en: "CPU stuck in the kernel", ko: "CPU 멈춤(lockup)" },
  source: "kernel-report",
  kinds: ["soft-lockup", "hard-lockup", "rcu-stall"],
  subject: { type: "host" },
  status: "critical",
  reason: "CpuStuck",
  message: {
    en: "CPU stuck: {krane.kernel.report.title}",
    ko: "CPU 멈춤: {krane.kernel.report.title}",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "cpu-stuck",
  case: "4.4",
});
