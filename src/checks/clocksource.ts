import { defineCheck, look, notKnown } from "../core/index.ts";
import { lookAtParams } from "../parse/boot/cmdline-look.ts";
import { clockVerdict, isFast } from "../parse/cpu/clocksource.ts";
import { CPU_REASONS, cpuVerdict, FIRST_CPU_BYTES, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";

const DIR = "/sys/devices/system/clocksource/clocksource0";

/**
 * With hpet or acpi_pm as the clock each clock_gettime of qemu and vhost becomes a system call and a read of a slow device that all CPUs
 * share, and guests lose kvm-clock's fast path (arch/x86/kvm/x86.c, pvclock_update_vm_gtod_copy). It comes with a
 * board whose packages' TSCs start apart, or when the kernel's watchdog has taken the TSC for unstable.
 */
export default defineCheck({
  id: "clocksource",
  title: { en: "The TSC is the clock", ko: "클럭 소스 TSC 사용" },
  group: "os",
  every: "1h",
  runbook: "cpu-uneven",
  reasons: {
    ClockFast: { en: "clocksource {krane.clocksource.current}", ko: "클럭 소스 {krane.clocksource.current}" },
    ClockOfGuest: {
      en: "clocksource {krane.clocksource.current}: this host is a VM itself",
      ko: "클럭 소스 {krane.clocksource.current}: 이 호스트 자체가 VM",
    },
    ClockChosen: {
      en: "slow clocksource {krane.clocksource.current}, asked for by {krane.boot.param}",
      ko: "느린 클럭 소스 {krane.clocksource.current}: 부팅 파라미터 {krane.boot.param} 지정",
    },
    ClockNoTsc: {
      en: "slow clocksource {krane.clocksource.current}: the CPU has no invariant TSC",
      ko: "느린 클럭 소스 {krane.clocksource.current}: CPU에 invariant TSC 없음",
    },
    ClockSlow: {
      en: "slow clocksource {krane.clocksource.current} instead of tsc",
      ko: "tsc 대신 느린 클럭 소스 {krane.clocksource.current} 사용 중",
    },
    ClockUnseen: { en: "clocksource not known: {krane.feature.why}", ko: "클럭 소스 확인 불가: {krane.feature.why}" },
    ...CPU_REASONS,
  },
  async run(host) {
    const cpu = parseFirstCpu(await host.readAt("/proc/cpuinfo", 0, FIRST_CPU_BYTES));
    if (typeof cpu === "string") return cpuVerdict(cpu);
    const current = await look(host, `${DIR}/current_clocksource`);
    const isAsked = current.known && !isFast(current) && !cpu.flags.has("hypervisor");
    return clockVerdict({
      current,
      available: await look(host, `${DIR}/available_clocksource`),
      params: await lookAtParams(host),
      cpu,
      bootLog: isAsked ? await host.probe("boot-log", {}) : notKnown("not asked"),
    });
  },
});
