import { defineRule } from "../core/index.ts";

/**
 * The kernel tells of ten hanging tasks per boot (kernel.hung_task_warnings, kernel/hung_task.c), then never again; 5.15 does not even
 * say so. The agent looks at all threads itself from then on.
 */
export default defineRule({
  id: "hung-task-blind",
  title: { en: "The kernel no longer tells of hanging tasks", ko: "커널이 더 이상 행업 태스크를 기록하지 않음" },
  source: "agent",
  given: ["krane.kernel.hung_task_warnings"],
  subject: { type: "host" },
  status: "warning",
  reason: "HungTaskWarningsUsedUp",
  message: {
    en: "kernel.hung_task_warnings is {krane.kernel.hung_task_warnings}: hanging tasks are no longer logged",
    ko: "kernel.hung_task_warnings 값 {krane.kernel.hung_task_warnings}: 행업 태스크가 더 이상 로그에 남지 않음",
  },
  runbook: "agent-blind",
});
