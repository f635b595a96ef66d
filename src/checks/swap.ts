import { defineCheck } from "../core/index.ts";
import { hasKubelet } from "../parse/unit/kubelet-look.ts";
import { swapVerdict } from "../parse/unit/swap.ts";
import { lookAtSwap } from "../parse/unit/swap-look.ts";

/**
 * kubelet does not start while any swap is active, so nova-compute stays down (manual 4.10, 2.다); Docker does not mind. Where kubelet is
 * installed, what swap means depends on it and is told by the check kubelet-swap: here remains the fact.
 */
export default defineCheck({
  id: "swap",
  title: { en: "Swap is off", ko: "스왑 비활성" },
  group: "os",
  every: "5m",
  runbook: "swap-active",
  case: "4.10",
  reasons: {
    SwapOff: { en: "no swap active", ko: "사용 중인 스왑 없음" },
    SwapActive: {
      en: "{krane.swap.kib} KiB of swap active on {krane.swap.devices}; neither fstab nor a unit turns it on at boot",
      ko: "스왑 {krane.swap.kib} KiB 사용 중: {krane.swap.devices}; 부팅 시 켜는 fstab 항목이나 유닛은 없음",
    },
    SwapPersistent: {
      en: "{krane.swap.kib} KiB of swap active on {krane.swap.devices}; {krane.swap.restored_by} turns it on at boot",
      ko: "스왑 {krane.swap.kib} KiB 사용 중: {krane.swap.devices}; 부팅 시 {krane.swap.restored_by} 설정으로 다시 켜짐",
    },
    SwapTold: {
      en: "{krane.swap.kib} KiB of swap active: see kubelet-swap",
      ko: "스왑 {krane.swap.kib} KiB 사용 중: kubelet-swap 참고",
    },
    SwapUnnamed: {
      en: "{krane.swap.kib} KiB of swap active, which /proc/swaps does not name",
      ko: "스왑 {krane.swap.kib} KiB 사용 중이나 /proc/swaps에 장치 이름이 없음",
    },
    SwapUnseen: {
      en: "neither /proc/swaps nor /proc/meminfo to be seen",
      ko: "/proc/swaps와 /proc/meminfo를 확인할 수 없음",
    },
  },
  async run(host) {
    return swapVerdict({
      ...(await lookAtSwap(host)),
      status: host.site.runtime === "docker" ? "warning" : "critical",
      isTold: await hasKubelet(host),
    });
  },
});
