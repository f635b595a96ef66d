import { defineCheck, look } from "../core/index.ts";
import { taintVerdict } from "../parse/report/taint-verdict.ts";

const PATH = "/proc/sys/kernel/tainted";

/**
 * What the kernel keeps of its own troubles until it is rebooted, long after the log is rotated: one that had an oops is not to be
 * trusted with guests (manual 4.5; kernel: Documentation/admin-guide/tainted-kernels.rst).
 */
export default defineCheck({
  id: "kernel-taint",
  title: { en: "The kernel had no oops, machine check or lockup", ko: "커널 oops, 머신 체크, 락업 없음" },
  group: "os",
  every: "5m",
  runbook: "kernel-tainted",
  case: "4.5",
  reasons: {
    TaintNone: { en: "the kernel is not tainted", ko: "커널 taint 없음" },
    TaintNoted: {
      en: "kernel taint {krane.kernel.taint}: {krane.kernel.taint_flags}; none of them a fault",
      ko: "커널 taint {krane.kernel.taint}: {krane.kernel.taint_flags}; 장애 아님",
    },
    TaintFault: {
      en: "kernel taint {krane.kernel.taint} since boot: {krane.kernel.taint_faults}",
      ko: "부팅 이후 커널 taint {krane.kernel.taint}: {krane.kernel.taint_faults}",
    },
    TaintDied: {
      en: "an oops or BUG since boot, kernel taint {krane.kernel.taint}",
      ko: "부팅 이후 커널 oops 또는 BUG 발생, taint {krane.kernel.taint}",
    },
    TaintUnseen: { en: "kernel taint not known: {krane.feature.why}", ko: "커널 taint 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    return taintVerdict(PATH, await look(host, PATH));
  },
});
