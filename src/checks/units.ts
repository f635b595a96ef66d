import { defineCheck, type Host, look } from "../core/index.ts";
import { clockOf } from "../parse/boot/host-now.ts";
import { hasKubelet, lookAtFailSwapOn } from "../parse/unit/kubelet-look.ts";
import { activeSwaps } from "../parse/unit/kubelet-swap.ts";
import { lookAtSwap } from "../parse/unit/swap-look.ts";
import { askedUnits } from "../parse/unit/unit-state.ts";
import { unitsVerdict, wantedUnits } from "../parse/unit/units.ts";

/** Whether a kubelet that is down is so because of swap: then the check kubelet-swap says it, once. */
async function isHeldBySwap(host: Host): Promise<boolean> {
  if (!(await hasKubelet(host)) || !(await lookAtFailSwapOn(host)).value) return false;
  return (activeSwaps(await lookAtSwap(host))?.length ?? 0) > 0;
}

/**
 * The daemons that containers and guests live by (manual 4.10): systemctl's own exit codes were not trusted, systemd is asked over D-Bus. One
 * look cannot tell a crash loop from a daemon that runs, so that automatic restarts are compared with the last look.
 */
export default defineCheck({
  id: "units",
  title: { en: "Daemons run under systemd", ko: "systemd 데몬 실행 상태" },
  group: "services",
  every: "1m",
  runbook: "unit-down",
  case: "4.10",
  // sd_booted(3): systemd runs this host.
  requires: "/run/systemd/system",
  reasons: {
    UnitActive: {
      en: "{systemd.unit} is active ({krane.systemd.sub})",
      ko: "{systemd.unit}: 실행 중({krane.systemd.sub})",
    },
    UnitOnDemand: {
      en: "{systemd.unit} is idle, its socket starts it when it is needed",
      ko: "{systemd.unit}: 유휴 상태, 필요 시 소켓이 기동함",
    },
    UnitChanging: {
      en: "{systemd.unit} is {krane.systemd.active} ({krane.systemd.sub})",
      ko: "{systemd.unit}: 상태 전환 중 {krane.systemd.active}({krane.systemd.sub})",
    },
    UnitRestarted: {
      en: "{systemd.unit} was restarted {krane.systemd.restarts_more} times in {krane.systemd.minutes} min by systemd",
      ko: "{systemd.unit}: {krane.systemd.minutes}분 동안 systemd 자동 재시작 {krane.systemd.restarts_more}회",
    },
    UnitRestartedLately: {
      en: "{systemd.unit} runs for {krane.systemd.active_s} s only, after {krane.systemd.restarts} restarts by systemd",
      ko: "{systemd.unit}: systemd 자동 재시작 {krane.systemd.restarts}회, 마지막 기동 후 {krane.systemd.active_s}초 경과",
    },
    UnitExited: {
      en: "{systemd.unit} is active, but nothing of it runs any more ({krane.systemd.sub})",
      ko: "{systemd.unit}: active 이나 실행 중인 프로세스 없음({krane.systemd.sub})",
    },
    UnitLast: {
      en: "{systemd.unit} runs, but cannot be started again ({krane.systemd.load})",
      ko: "{systemd.unit}: 실행 중이나 재기동 불가({krane.systemd.load})",
    },
    UnitRestarting: {
      en: "{systemd.unit} is down, systemd is about to start it again (result {krane.systemd.result})",
      ko: "{systemd.unit}: 중단됨, systemd 자동 재시작 대기 중(결과 {krane.systemd.result})",
    },
    UnitFailed: {
      en: "{systemd.unit} has failed ({krane.systemd.result})",
      ko: "{systemd.unit}: 실패({krane.systemd.result})",
    },
    UnitInactive: {
      en: "{systemd.unit} is not running ({krane.systemd.active}, {krane.systemd.sub})",
      ko: "{systemd.unit}: 실행 중 아님({krane.systemd.active}, {krane.systemd.sub})",
    },
    UnitStopped: {
      en: "{systemd.unit} is enabled, but not running",
      ko: "{systemd.unit}: enabled 상태이나 실행 중 아님",
    },
    UnitMissing: {
      en: "{systemd.unit} cannot be started ({krane.systemd.load})",
      ko: "{systemd.unit}: 기동 불가({krane.systemd.load})",
    },
    UnitHeldBySwap: {
      en: "{systemd.unit} is down while swap is on: see kubelet-swap",
      ko: "{systemd.unit}: 스왑 사용으로 중단됨, kubelet-swap 참고",
    },
    UnitUnseen: {
      en: "state of {systemd.unit} not known: {krane.systemd.why}",
      ko: "{systemd.unit} 상태 확인 불가: {krane.systemd.why}",
    },
    NoUnits: { en: "none of the daemons is installed or wanted", ko: "대상 데몬이 설치되어 있지 않음" },
  },
  async run(host) {
    const wanted = wantedUnits(host.profile, host.site);
    const units = await host.probe("systemd-units", { units: askedUnits(wanted) });
    const bootId = await look(host, "/proc/sys/kernel/random/boot_id");
    return unitsVerdict({
      wanted,
      units,
      kept: await host.kept("units"),
      bootId: bootId.known ? bootId.value : undefined,
      now: Date.now(),
      clock: await clockOf(host),
      heldBySwap: units.known && (await isHeldBySwap(host)),
    });
  },
});
