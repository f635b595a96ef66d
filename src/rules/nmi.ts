import { defineRule } from "../core/index.ts";

/** Hardware asked for attention in a way that no driver knows: a failing memory or PCI device in most cases (arch/x86/kernel/nmi.c). */
export default defineRule({
  id: "nmi",
  title: { en: "Unknown hardware interrupt (NMI)", ko: "원인 불명 하드웨어 인터럽트(NMI)" },
  source: "kernel-report",
  kinds: ["nmi"],
  subject: { type: "host" },
  status: "critical",
  reason: "UnknownNmi",
  message: {
    en: "hardware interrupt: {krane.kernel.report.title}",
    ko: "하드웨어 인터럽트: {krane.kernel.report.title}",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "part-failure",
  case: "4.8",
});
