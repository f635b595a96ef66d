import { defineRule } from "../core/index.ts";

/** A thread waits for a disk, a network file system or a lock and does not come back; a guest's thread among them is a hanging guest. Only ten are told per boot (kernel.hung_task_warnings). */
export default defineRule({
  id: "hung-task",
  title: { en: "Task hangs in the kernel", ko: "커널에서 태스크 행업" },
  source: "kernel-report",
  kinds: ["hung-task"],
  subject: { type: "host" },
  status: "critical",
  reason: "TaskHung",
  message: {
    en: "{krane.thread}: {krane.kernel.report.title}",
    ko: "{krane.thread}: {krane.kernel.report.title}",
  },
  identity: ["krane.thread", "krane.kernel.report.title"],
  runbook: "hung-task",
  case: "4.2",
});
