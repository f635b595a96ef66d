import { type Answer, defineCheck, type Host, known, look, lookAt, lookInto, notKnown } from "../core/index.ts";
import { CPU_REASONS, FIRST_CPU_BYTES, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";
import { INTERRUPT_BYTES } from "../parse/cpu/interrupts.ts";
import { iommuVerdict } from "../parse/iommu/iommu.ts";
import { type IommuSources, needsBootLog, needsKernelConfig, readIommu, UNITS } from "../parse/iommu/iommu-facts.ts";
import { ACPI_TABLES, readIommuTable, signatureOf } from "../parse/iommu/iommu-table.ts";

const GROUPS = "/sys/kernel/iommu_groups";
/** More than a host has; their types are files of memory, 300 of them cost 8 ms. */
const MOST_GROUPS = 1024;
/** "identity", "DMA-FQ". */
const TYPE_BYTES = 32;
const RELEASE = /^[\w.+~-]{1,64}$/;

async function namesIn(host: Host, path: string): Promise<readonly string[]> {
  const listed = await lookInto(host, path);
  return listed.known ? listed.value : [];
}

/** A directory that is empty says that there is none; one that is not there says nothing. */
async function unitsOn(host: Host): Promise<Answer<readonly string[]>> {
  const units = await lookInto(host, UNITS);
  if (!units.known || units.value.length > 0) return units;
  return (await host.stat(UNITS)) === undefined ? notKnown(`${UNITS} does not exist`) : units;
}

function textOf(bytes: Answer<Uint8Array>): Answer<string> {
  return bytes.known ? known(new TextDecoder().decode(bytes.value)) : bytes;
}

async function groupTypesOn(host: Host): Promise<readonly Answer<string>[]> {
  const groups = (await namesIn(host, GROUPS)).filter((name) => /^\d+$/.test(name)).slice(0, MOST_GROUPS);
  return Promise.all(groups.map(async (group) => textOf(await lookAt(host, `${GROUPS}/${group}/type`, TYPE_BYTES))));
}

async function sourcesOn(host: Host): Promise<IommuSources> {
  const [cpuinfo, interrupts] = [
    await lookAt(host, "/proc/cpuinfo", FIRST_CPU_BYTES),
    await lookAt(host, "/proc/interrupts", INTERRUPT_BYTES),
  ];
  const cpu = parseFirstCpu(cpuinfo.known ? cpuinfo.value : undefined);
  const names = await namesIn(host, ACPI_TABLES);
  const signature = signatureOf(names, cpu);
  const answer = await host.probe("acpi-table", { signature });
  return {
    cpu,
    wanted: host.profile.wanted,
    cmdline: await look(host, "/proc/cmdline"),
    table: readIommuTable({ names, signature, answer }),
    units: await unitsOn(host),
    groupTypes: await groupTypesOn(host),
    interrupts: interrupts.known ? new TextDecoder().decode(interrupts.value) : "",
  };
}

async function kernelConfigOn(host: Host): Promise<Answer<string>> {
  const release = await look(host, "/proc/sys/kernel/osrelease");
  if (!release.known) return release;
  return RELEASE.test(release.value)
    ? look(host, `/boot/config-${release.value}`)
    : notKnown("/proc/sys/kernel/osrelease is no release");
}

/**
 * Without an IOMMU no device and no virtual function can be given to a guest, and a swapped mainboard comes with it off (manual 8.2,
 * 1.c.ii and iv). Each grep of the manual mixes what firmware offers with what the kernel made of it: "Default domain type: Passthrough" is
 * printed on hosts without any IOMMU; of the lab's machines tables and group types told 35, units 36, and none wrongly.
 */
export default defineCheck({
  id: "iommu",
  title: { en: "The IOMMU is active (VT-d, AMD-Vi)", ko: "IOMMU 활성(VT-d, AMD-Vi)" },
  group: "bios",
  every: "24h",
  runbook: "iommu-off",
  case: "8.2",
  reasons: {
    IommuActive: { en: "IOMMU active, domain {krane.iommu.domain}", ko: "IOMMU 사용 중, 도메인 {krane.iommu.domain}" },
    IommuDomainUnseen: {
      en: "IOMMU active, type of its domains not to be seen",
      ko: "IOMMU 사용 중이나 도메인 종류를 확인할 수 없음",
    },
    IommuOtherDomain: {
      en: "IOMMU active, domain {krane.iommu.domain} instead of {krane.iommu.wanted_domain}",
      ko: "IOMMU 사용 중이나 도메인이 {krane.iommu.wanted_domain} 아닌 {krane.iommu.domain}",
    },
    IommuNoRemapping: {
      en: "IOMMU active without interrupt remapping, which device assignment needs",
      ko: "IOMMU는 사용 중이나 장치 할당에 필요한 인터럽트 리매핑이 꺼짐",
    },
    IommuNotOffered: {
      en: "IOMMU off: firmware offers none (VT-d, AMD-Vi)",
      ko: "IOMMU 꺼짐: BIOS가 제공하지 않음(VT-d, AMD-Vi)",
    },
    IommuRefused: {
      en: "IOMMU off: {krane.boot.param} asks for it, but firmware offers none (VT-d, AMD-Vi)",
      ko: "IOMMU 꺼짐: 부팅 파라미터 {krane.boot.param} 있으나 BIOS가 제공하지 않음(VT-d, AMD-Vi)",
    },
    IommuDisabled: {
      en: "IOMMU off: boot parameter {krane.boot.param}",
      ko: "IOMMU 꺼짐: 부팅 파라미터 {krane.boot.param}",
    },
    IommuLeftOff: {
      en: "IOMMU off: firmware offers it, no boot parameter asks for it",
      ko: "IOMMU 꺼짐: BIOS는 제공하나 켜는 부팅 파라미터 없음",
    },
    IommuExempt: {
      en: "IOMMU offered by firmware; the CPU is too old for the site's boot parameters",
      ko: "BIOS가 IOMMU 제공; 구형 CPU로 부팅 파라미터 적용 대상 아님",
    },
    IommuUnused: {
      en: "IOMMU off, although firmware and boot parameters allow it",
      ko: "IOMMU 꺼짐: BIOS와 부팅 파라미터는 허용하나 커널이 사용하지 않음",
    },
    IommuUnexplained: {
      en: "IOMMU off, cause not known: {krane.feature.why}",
      ko: "IOMMU 꺼짐, 원인 확인 불가: {krane.feature.why}",
    },
    IommuUnseen: { en: "IOMMU state not known: {krane.feature.why}", ko: "IOMMU 확인 불가: {krane.feature.why}" },
    NotX86: CPU_REASONS.NotX86,
  },
  async run(host) {
    const sources = await sourcesOn(host);
    const facts = readIommu(sources);
    return iommuVerdict({
      ...sources,
      ...(needsKernelConfig(facts) ? { kernelConfig: await kernelConfigOn(host) } : {}),
      ...(needsBootLog(facts) ? { bootLog: await host.probe("boot-log", {}) } : {}),
    });
  },
});
