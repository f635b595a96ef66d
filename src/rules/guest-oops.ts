import { defineRule } from "../core/index.ts";
import { GUEST_THREAD } from "../parse/guest/guest-thread.ts";
import { OOPS_KINDS } from "../parse/report/oops-kinds.ts";

/**
 * The kernel died in a thread that runs a guest: that one guest hangs or is dead, its host lives (manual 4.5).
 * vCPU threads call themselves "CPU n/KVM", so a search for "qemu-system.*Tainted" misses most of them (measured); taint is the host's.
 */
export default defineRule({
  id: "guest-oops",
  title: { en: "Kernel oops in a guest's thread", ko: "게스트 스레드에서 커널 oops 발생" },
  source: "kernel-report",
  kinds: OOPS_KINDS,
  thread: GUEST_THREAD,
  subject: { type: "guest", name: "krane.thread" },
  status: "critical",
  reason: "GuestKernelOops",
  message: {
    en: "{krane.thread}: {krane.kernel.report.title} (kernel {os.version})",
    ko: "{krane.thread}: {krane.kernel.report.title} (커널 {os.version})",
  },
  identity: ["process.pid", "krane.kernel.report.title"],
  runbook: "guest-oops",
  case: "4.5",
  ticket: "SYS_KERNEL_PANIC",
});
