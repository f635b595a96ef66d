import { type Answer, defineCheck, type Host, known, look, lookInto } from "../core/index.ts";
import { lookAtParams } from "../parse/boot/cmdline-look.ts";
import { sampleOf } from "../parse/cpu/cpu-sample.ts";
import { FIRST_CPU_BYTES, type FirstCpu, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";
import { frequencyVerdict, type Policy } from "../parse/cpu/frequency.ts";
import { MISC_ENABLE } from "../parse/cpu/turbo.ts";

const CPUS = "/sys/devices/system/cpu";
const POLICY = /^policy\d{1,4}$/;
/** One odd governor is to be found, so all policies are read up to here: 256 of them cost 4 ms on a live host, 25 ms captured. */
const MOST_POLICIES = 256;

async function policiesOn(host: Host): Promise<Answer<readonly Policy[]>> {
  const names = await lookInto(host, `${CPUS}/cpufreq`);
  if (!names.known) return names;
  const policies = names.value.filter((name) => POLICY.test(name));
  const read = async (name: string) => ({
    name,
    governor: await look(host, `${CPUS}/cpufreq/${name}/scaling_governor`),
  });
  return known(await Promise.all(sampleOf(policies, MOST_POLICIES).map(read)));
}

async function cpuOn(host: Host): Promise<FirstCpu | undefined> {
  const cpu = parseFirstCpu(await host.readAt("/proc/cpuinfo", 0, FIRST_CPU_BYTES));
  return typeof cpu === "string" ? undefined : cpu;
}

/**
 * A CPU that steps its frequency makes guests slow by turns, so the fleet has scaling off (manual 8.2, 2.c). With cpufreq.off=1 there is
 * no cpufreq directory at all (drivers/cpufreq/cpufreq.c, cpufreq_core_init): then that is as wanted, and not a source that is lost.
 */
export default defineCheck({
  id: "cpu-frequency",
  title: { en: "CPU frequency is not scaled down", ko: "CPU 클럭 절전(P-state) 미사용" },
  group: "bios",
  every: "1h",
  runbook: "power-saving",
  case: "8.2",
  reasons: {
    FrequencyOff: { en: "the kernel does not scale the CPU frequency", ko: "커널이 CPU 클럭을 조절하지 않음" },
    FrequencyFixed: {
      en: "governor {krane.cpu.governor}: highest CPU frequency held",
      ko: "governor {krane.cpu.governor}: CPU 최대 클럭 유지",
    },
    FrequencyScaled: {
      en: "governor {krane.cpu.governor}: highest CPU frequency not held",
      ko: "governor {krane.cpu.governor}: CPU 최대 클럭을 유지하지 않음",
    },
    FrequencyMixed: {
      en: "governor {krane.cpu.governor}, but {krane.cpu.odd_governors}",
      ko: "governor {krane.cpu.governor}, 일부는 다름: {krane.cpu.odd_governors}",
    },
    FrequencyUnseen: {
      en: "frequency scaling not known: {krane.feature.why}",
      ko: "CPU 클럭 조절 확인 불가: {krane.feature.why}",
    },
  },
  async run(host) {
    const listed = await policiesOn(host);
    const policies = listed.known ? listed.value : [];
    const miscEnable = await host.probe("msr", { cpu: 0, register: MISC_ENABLE });
    return frequencyVerdict({
      params: await lookAtParams(host),
      entries: await lookInto(host, CPUS),
      listed,
      policies,
      driver: await look(host, `${CPUS}/cpufreq/${policies[0]?.name ?? "policy0"}/scaling_driver`),
      noTurbo: await look(host, `${CPUS}/intel_pstate/no_turbo`),
      boost: await look(host, `${CPUS}/cpufreq/boost`),
      miscEnable,
      cpu: miscEnable.known ? await cpuOn(host) : undefined,
      wanted: host.profile.wanted.powerSaving,
    });
  },
});
