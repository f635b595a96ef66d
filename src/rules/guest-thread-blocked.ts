import { defineRule } from "../core/index.ts";

/**
 * A thread of a guest's qemu has not run for two minutes and takes no signal: the guest hangs, and cannot even be killed. Seen in /proc,
 * since the kernel tells of ten such per boot only, and of none where kernel.hung_task_timeout_secs is 0.
 */
export default defineRule({
  id: "guest-thread-blocked",
  title: { en: "A guest's thread is stuck in the kernel", ko: "게스트 스레드가 커널에서 멈춤" },
  source: "agent",
  given: ["krane.thread", "process.pid", "process.title", "krane.process.pid", "krane.kernel.wait"],
  subject: { type: "guest", name: "krane.thread" },
  status: "critical",
  reason: "GuestThreadBlocked",
  message: {
    en: "{krane.thread} of qemu {krane.process.pid}: in state D for more than 120 s, waits in {krane.kernel.wait}",
    ko: "qemu {krane.process.pid} 의 {krane.thread}: 120초 넘게 D 상태, {krane.kernel.wait} 에서 대기",
  },
  runbook: "guest-blocked",
  case: "4.2",
});
