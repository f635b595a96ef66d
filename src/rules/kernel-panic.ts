import { defineRule } from "../core/index.ts";

/** The kernel gave up, and with it every guest. Seen on consoles, and after the reboot in pstore or a crash dump (manual 4.4). */
export default defineRule({
  id: "kernel-panic",
  title: { en: "Kernel panic", ko: "커널 패닉" },
  source: "kernel-report",
  kinds: ["panic"],
  subject: { type: "host" },
  status: "critical",
  reason: "KernelPanic",
  message: {
    en: "{krane.kernel.report.title}",
    ko: "커널 패닉({krane.kernel.report.title})",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "kernel-oops",
  case: "4.4",
  ticket: "SYS_KERNEL_PANIC",
});
