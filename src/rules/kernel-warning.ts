import { defineRule } from "../core/index.ts";

/** The kernel found itself in a state that it did not expect and went on: no fault by itself, and often the first sign of one (WARN_ON, UBSAN, reference counts, atomic sleep). */
export default defineRule({
  id: "kernel-warning",
  title: { en: "Kernel warning", ko: "커널 경고(WARNING)" },
  source: "kernel-report",
  kinds: ["warning", "refcount", "ubsan", "atomic-sleep", "kasan-like", "other"],
  subject: { type: "host" },
  status: "warning",
  reason: "KernelWarning",
  message: {
    en: "kernel warning: {krane.kernel.report.title}",
    ko: "커널 경고: {krane.kernel.report.title}",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "kernel-warning",
});
