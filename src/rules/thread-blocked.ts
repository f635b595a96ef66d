import { defineRule } from "../core/index.ts";

/** What the kernel would have told as a hung task, had its warnings not been used up: seen in /proc by the agent itself. */
export default defineRule({
  id: "thread-blocked",
  title: { en: "A thread of the host is stuck in the kernel", ko: "PM 스레드가 커널에서 멈춤" },
  source: "agent",
  given: ["krane.thread", "process.pid", "process.title", "krane.process.pid", "krane.kernel.wait"],
  subject: { type: "host" },
  identity: ["krane.thread"],
  status: "warning",
  reason: "ThreadBlocked",
  message: {
    en: "{krane.thread}: in state D for more than 120 s, waits in {krane.kernel.wait}",
    ko: "{krane.thread}: 120초 넘게 D 상태, {krane.kernel.wait} 에서 대기",
  },
  runbook: "guest-blocked",
});
