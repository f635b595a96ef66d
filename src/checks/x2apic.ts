import { defineCheck, type Host, look, lookAt, lookInto } from "../core/index.ts";
import { CPU_REASONS, FIRST_CPU_BYTES, lastApicId, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";
import { APIC_BASE, type X2apicFacts, x2apicUndecided, x2apicVerdict } from "../parse/cpu/x2apic.ts";
import { ACPI_TABLES, readIommuTable, signatureOf } from "../parse/iommu/iommu-table.ts";

async function factsOn(host: Host): Promise<X2apicFacts> {
  const cpuinfo = await lookAt(host, "/proc/cpuinfo", FIRST_CPU_BYTES);
  const cpu = parseFirstCpu(cpuinfo.known ? cpuinfo.value : undefined);
  const listed = await lookInto(host, ACPI_TABLES);
  const names = listed.known ? listed.value : [];
  const signature = signatureOf(names, cpu);
  const answer = await host.probe("acpi-table", { signature });
  return {
    cpu,
    cmdline: await look(host, "/proc/cmdline"),
    apicBase: await host.probe("msr", { cpu: 0, register: APIC_BASE }),
    table: readIommuTable({ names, signature, answer }),
  };
}

/**
 * Guests' interrupts cost more exits without x2apic, and a swapped mainboard comes with it off (manual 8.2, 1.c.iii). The manual's grep of
 * dmesg also takes `AMD-Vi: X2APIC enabled` for it and finds nothing in a rotated ring; the register does not (lab: right on 18 of 18).
 */
export default defineCheck({
  id: "x2apic",
  title: { en: "x2apic is on", ko: "x2apic 활성" },
  group: "bios",
  every: "24h",
  runbook: "x2apic-off",
  case: "8.2",
  reasons: {
    X2apicOn: { en: "x2apic on", ko: "x2apic 사용 중" },
    X2apicOptedOut: { en: "x2apic off: firmware opted out (DMAR flag)", ko: "x2apic 꺼짐: BIOS가 제외함(DMAR 플래그)" },
    X2apicNoFlag: { en: "x2apic off: the CPU shows no x2apic flag", ko: "x2apic 꺼짐: CPU에 x2apic 플래그 없음" },
    X2apicNoRemapping: {
      en: "x2apic off: firmware offers no interrupt remapping (VT-d)",
      ko: "x2apic 꺼짐: BIOS가 인터럽트 리매핑(VT-d)을 제공하지 않음",
    },
    X2apicDisabled: {
      en: "x2apic off: boot parameter {krane.boot.param}",
      ko: "x2apic 꺼짐: 부팅 파라미터 {krane.boot.param}",
    },
    X2apicUnused: {
      en: "x2apic off, although firmware and boot parameters allow it",
      ko: "x2apic 꺼짐: BIOS와 부팅 파라미터는 허용하나 커널이 사용하지 않음",
    },
    X2apicUnexplained: {
      en: "x2apic off, cause not known: {krane.feature.why}",
      ko: "x2apic 꺼짐, 원인 확인 불가: {krane.feature.why}",
    },
    X2apicUnseen: { en: "x2apic state not known: {krane.feature.why}", ko: "x2apic 확인 불가: {krane.feature.why}" },
    ...CPU_REASONS,
  },
  async run(host) {
    const facts = await factsOn(host);
    if (!x2apicUndecided(facts)) return x2apicVerdict(facts);
    const logged = { ...facts, bootLog: await host.probe("boot-log", {}) };
    if (!x2apicUndecided(logged)) return x2apicVerdict(logged);
    const cpuinfo = await look(host, "/proc/cpuinfo");
    return x2apicVerdict({ ...logged, lastApicId: cpuinfo.known ? lastApicId(cpuinfo.value) : undefined });
  },
});
