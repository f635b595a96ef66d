import { defineRule } from "../core/index.ts";
import { GUEST_THREAD } from "../parse/guest/guest-thread.ts";
import { OOPS_KINDS } from "../parse/report/oops-kinds.ts";

/** The kernel died in a thread of its own or of a service: locks that the thread held stay held, so more hangs are to come (manual 4.4, 4.5). */
export default defineRule({
  id: "kernel-oops",
  title: { en: "Kernel oops outside the guests", ko: "VM 외 스레드에서 커널 oops 발생" },
  source: "kernel-report",
  kinds: OOPS_KINDS,
  exceptThread: GUEST_THREAD,
  subject: { type: "host" },
  status: "critical",
  reason: "KernelOops",
  message: {
    en: "kernel oops: {krane.kernel.report.title}",
    ko: "커널 oops: {krane.kernel.report.title}",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "kernel-oops",
  case: "4.4",
  ticket: "SYS_KERNEL_PANIC",
});
