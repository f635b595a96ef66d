import { defineCheck, type Host, look } from "../core/index.ts";
import { CPU_REASONS, cpuVerdict, FIRST_CPU_BYTES, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";
import { CPUINFO_BYTES, CPUINFO_PART_BYTES, microcodeVerdict, parseRevisions } from "../parse/cpu/microcode.ts";

async function cpuinfoOn(host: Host): Promise<readonly Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < CPUINFO_BYTES; offset += CPUINFO_PART_BYTES) {
    const part = await host.readAt("/proc/cpuinfo", offset, CPUINFO_PART_BYTES);
    if (part !== undefined) parts.push(part);
    if (part === undefined || part.length < CPUINFO_PART_BYTES) break;
  }
  return parts;
}

/**
 * Packages with different microcode have different CPU flags, so guests start on one and cannot be moved to another, and a fix that is
 * believed to be in is not: it happens where one CPU was swapped (manual 4.8) or firmware updates the first package only.
 * All CPUs are compared by /proc/cpuinfo: for 256 of them 3 ms. A sysfs file of each costs the same on a live host and eight times as
 * much in a captured tree (measured), and guests do not have it.
 */
export default defineCheck({
  id: "microcode",
  title: { en: "All CPUs run one microcode", ko: "CPU 마이크로코드 일치" },
  group: "os",
  every: "1h",
  runbook: "cpu-uneven",
  reasons: {
    MicrocodeEqual: {
      en: "microcode {krane.cpu.microcode} on all {krane.cpu.microcode_cpus} CPUs",
      ko: "CPU {krane.cpu.microcode_cpus}개 모두 마이크로코드 {krane.cpu.microcode}",
    },
    MicrocodeMixed: {
      en: "microcode differs: {krane.cpu.microcode} on {krane.cpu.microcode_cpus} CPUs",
      ko: "마이크로코드 불일치: {krane.cpu.microcode} (CPU {krane.cpu.microcode_cpus}개)",
    },
    MicrocodeUnseen: {
      en: "microcode not known: {krane.feature.why}",
      ko: "마이크로코드 확인 불가: {krane.feature.why}",
    },
    ...CPU_REASONS,
  },
  async run(host) {
    const parts = await cpuinfoOn(host);
    const cpu = parseFirstCpu(parts[0]?.subarray(0, FIRST_CPU_BYTES));
    if (typeof cpu === "string") return cpuVerdict(cpu);
    const decoder = new TextDecoder();
    return microcodeVerdict({
      revisions: parseRevisions(parts.map((part) => decoder.decode(part, { stream: true })).join("")),
      firstCpu: await look(host, "/sys/devices/system/cpu/cpu0/microcode/version"),
    });
  },
});
