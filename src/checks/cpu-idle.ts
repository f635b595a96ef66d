import { type Answer, defineCheck, type Host, look, lookInto } from "../core/index.ts";
import { lookAtParams } from "../parse/boot/cmdline-look.ts";
import { sampledCpus } from "../parse/cpu/cpu-sample.ts";
import { type DeepState, idleVerdict, isShallow } from "../parse/cpu/idle.ts";

const CPUS = "/sys/devices/system/cpu";
/** CPUIDLE_STATE_MAX is 10 (include/linux/cpuidle.h). */
const STATE = /^state\d$/;

interface NamedState {
  readonly dir: string;
  readonly name: Answer<string>;
}

/** All CPUs have the states of the first one (drivers/idle/intel_idle.c, "Design Assumptions"). */
async function namesOn(host: Host, cpu: number): Promise<readonly NamedState[]> {
  const dirs = await lookInto(host, `${CPUS}/cpu${cpu}/cpuidle`);
  const states = dirs.known ? dirs.value.filter((dir) => STATE.test(dir)) : [];
  return Promise.all(
    states.map(async (dir) => ({ dir, name: await look(host, `${CPUS}/cpu${cpu}/cpuidle/${dir}/name`) })),
  );
}

async function stateOf(host: Host, cpu: number, { dir, name }: NamedState): Promise<DeepState> {
  const path = `${CPUS}/cpu${cpu}/cpuidle/${dir}`;
  const [time, disable] = await Promise.all([look(host, `${path}/time`), look(host, `${path}/disable`)]);
  return {
    cpu,
    name,
    time,
    disable,
    ...(cpu === 0 ? { defaultStatus: await look(host, `${path}/default_status`) } : {}),
  };
}

/**
 * Waking from a deep state costs guests up to 0.1 ms, so the fleet wants none (manual 8.2, 2.c). intel_idle does not ask firmware's
 * switches: only the time that CPUs really spent there tells, so C6 grows on hosts whose BIOS says "C-states disabled".
 */
export default defineCheck({
  id: "cpu-idle",
  title: { en: "CPUs stay out of deep idle states", ko: "CPU 절전 상태(C-state) 미사용" },
  group: "bios",
  every: "1h",
  runbook: "power-saving",
  case: "8.2",
  reasons: {
    IdleDeepUsed: {
      en: "{krane.cpu.idle.deep_ms} ms in {krane.cpu.idle.deep_states} on {krane.cpu.idle.cpus_seen} CPUs looked at ({krane.cpu.idle.driver})",
      ko: "확인한 CPU {krane.cpu.idle.cpus_seen}개가 {krane.cpu.idle.deep_states}에 {krane.cpu.idle.deep_ms} ms 머묾({krane.cpu.idle.driver})",
    },
    IdleShallow: {
      en: "no idle state deeper than C1 in use ({krane.cpu.idle.driver})",
      ko: "C1보다 깊은 절전 상태 미사용({krane.cpu.idle.driver})",
    },
    IdleNone: {
      en: "no idle driver, so no state deeper than C1",
      ko: "idle 드라이버 없음: C1보다 깊은 절전 상태 없음",
    },
    IdleUnseen: { en: "idle states not known: {krane.feature.why}", ko: "절전 상태 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const cpus = await sampledCpus(host);
    const names = await namesOn(host, cpus[0] ?? 0);
    const maybeDeep = names.filter(({ name }) => !isShallow(name));
    const bootId = await look(host, "/proc/sys/kernel/random/boot_id");
    return idleVerdict({
      driver: await look(host, `${CPUS}/cpuidle/current_driver`),
      listed: names.length,
      deep: await Promise.all(cpus.flatMap((cpu) => maybeDeep.map((state) => stateOf(host, cpu, state)))),
      params: await lookAtParams(host),
      intelLimit: await look(host, "/sys/module/intel_idle/parameters/max_cstate"),
      acpiLimit: await look(host, "/sys/module/processor/parameters/max_cstate"),
      kept: await host.kept("cpu-idle"),
      bootId: bootId.known ? bootId.value : undefined,
      wanted: host.profile.wanted.powerSaving,
    });
  },
});
