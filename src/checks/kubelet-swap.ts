import { type Answer, defineCheck, type Host, known, look, type SystemdUnit } from "../core/index.ts";
import { clockOf } from "../parse/boot/host-now.ts";
import { hasKubelet, lookAtFailSwapOn } from "../parse/unit/kubelet-look.ts";
import { kubeletSwapVerdict } from "../parse/unit/kubelet-swap.ts";
import { lookAtSwap } from "../parse/unit/swap-look.ts";
import { askedUnits, KUBELET } from "../parse/unit/unit-state.ts";
import { wantedUnits } from "../parse/unit/units.ts";

/** The same question as the check units asks, so that one run asks systemd once. */
async function kubeletOn(host: Host): Promise<Answer<SystemdUnit | undefined>> {
  const units = await host.probe("systemd-units", { units: askedUnits(wantedUnits(host.profile, host.site)) });
  return units.known ? known(units.value.find(({ name }) => name === KUBELET)) : units;
}

/**
 * Swap, kubelet and what turns swap on again are one chain with one order of repair (manual 4.10, 2.가 and 2.다). The check swap stays the
 * fact of the host alone and says nothing where kubelet is installed, so that one trouble is one finding.
 */
export default defineCheck({
  id: "kubelet-swap",
  title: { en: "Swap does not keep kubelet from starting", ko: "스왑에 의한 kubelet 기동 불가 여부" },
  group: "services",
  every: "1m",
  runbook: "kubelet-swap",
  case: "4.10",
  reasons: {
    SwapOff: { en: "no swap active, kubelet may start", ko: "사용 중인 스왑 없음, kubelet 기동 가능" },
    SwapHoldsKubelet: {
      en: "kubelet is {krane.kubelet.state}: it does not start while {krane.swap.kib} KiB of swap are on ({krane.swap.devices}); swap is brought back by {krane.swap.restored_by}",
      ko: "kubelet {krane.kubelet.state}: 스왑 {krane.swap.kib} KiB({krane.swap.devices}) 사용 중이라 기동 불가; 스왑을 다시 켜는 설정: {krane.swap.restored_by}",
    },
    SwapWaitsForKubelet: {
      en: "{krane.swap.kib} KiB of swap on {krane.swap.devices} while kubelet runs: its next start will fail; swap is brought back by {krane.swap.restored_by}",
      ko: "kubelet 실행 중 스왑 {krane.swap.kib} KiB({krane.swap.devices}) 사용: 다음 기동 시 실패; 스왑을 다시 켜는 설정: {krane.swap.restored_by}",
    },
    SwapBesideKubelet: {
      en: "{krane.swap.kib} KiB of swap on {krane.swap.devices}: kubelet does not start with it, whether it runs is {krane.kubelet.state}; swap is brought back by {krane.swap.restored_by}",
      ko: "스왑 {krane.swap.kib} KiB({krane.swap.devices}) 사용 중: kubelet 기동 불가, 현재 kubelet 상태 {krane.kubelet.state}; 스왑을 다시 켜는 설정: {krane.swap.restored_by}",
    },
    SwapAllowed: {
      en: "{krane.swap.kib} KiB of swap on {krane.swap.devices}, which kubelet is told to bear ({krane.kubelet.fail_swap_on})",
      ko: "스왑 {krane.swap.kib} KiB({krane.swap.devices}) 사용 중이나 kubelet 이 허용하도록 설정됨({krane.kubelet.fail_swap_on})",
    },
    SwapReturns: {
      en: "swap is off, but {krane.swap.restored_by} turns it on at boot: kubelet will not start then",
      ko: "현재 스왑 없음, 그러나 부팅 시 {krane.swap.restored_by} 설정으로 켜져 kubelet 기동 불가",
    },
    SwapUnseen: {
      en: "neither /proc/swaps nor /proc/meminfo to be seen",
      ko: "/proc/swaps와 /proc/meminfo를 확인할 수 없음",
    },
    NoKubelet: { en: "no kubelet is installed here", ko: "kubelet 미설치" },
  },
  async run(host) {
    if (!(await hasKubelet(host))) return { status: "skipped", reason: "NoKubelet" };
    const bootId = await look(host, "/proc/sys/kernel/random/boot_id");
    return kubeletSwapVerdict({
      ...(await lookAtSwap(host)),
      kubelet: await kubeletOn(host),
      failSwapOn: await lookAtFailSwapOn(host),
      clock: await clockOf(host),
      kept: await host.kept("kubelet-swap"),
      bootId: bootId.known ? bootId.value : undefined,
    });
  },
});
