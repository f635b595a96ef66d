import { defineCheck, type Host } from "../core/index.ts";
import { meminfoKib } from "../parse/meminfo.ts";
import {
  restoring,
  SWAP_UNIT_DIRS,
  type SwapOrigin,
  type SwapSource,
  specPath,
  swapOrigins,
  ZRAM_FILES,
} from "../parse/swap-origin.ts";
import { parseSwaps, type Swap } from "../parse/swaps.ts";

async function sourcesOn(host: Host): Promise<readonly SwapSource[]> {
  const units = await Promise.all(
    SWAP_UNIT_DIRS.map(async (dir) => (await host.list(dir)).map((name) => `${dir}/${name}`)),
  );
  const paths = ["/etc/fstab", ...units.flat().filter((path) => path.endsWith(".swap")), ...ZRAM_FILES];
  return Promise.all(paths.map(async (path) => ({ path, text: (await host.read(path)) ?? "" })));
}

async function originsOn(host: Host, swaps: readonly Swap[]): Promise<readonly SwapOrigin[]> {
  const all = swapOrigins(await sourcesOn(host));
  const links = await Promise.all(all.map(async ({ spec }) => [spec, await host.readlink(specPath(spec))] as const));
  return restoring(swaps, all, new Map(links));
}

/** kubelet does not start while any swap is active, so nova-compute stays down (manual 4.10, 2.다); Docker does not mind. */
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
    const swaps = parseSwaps((await host.read("/proc/swaps")) ?? "");
    const total = swaps === undefined ? meminfoKib((await host.read("/proc/meminfo")) ?? "", "SwapTotal") : undefined;
    if (swaps === undefined && total === undefined) return { status: "unknown", reason: "SwapUnseen" };
    if ((swaps === undefined ? total : swaps.length) === 0) return { status: "ok", reason: "SwapOff" };
    const status = host.site.runtime === "docker" ? "warning" : "critical";
    if (swaps === undefined) return { status, reason: "SwapUnnamed", attributes: { "krane.swap.kib": total ?? 0 } };
    const origins = await originsOn(host, swaps);
    return {
      status,
      reason: origins.length === 0 ? "SwapActive" : "SwapPersistent",
      attributes: {
        "krane.swap.kib": swaps.reduce((sum, swap) => sum + swap.kib, 0),
        "krane.swap.devices": swaps.map((swap) => swap.name),
        "krane.swap.restored_by": origins.map((origin) => origin.at),
      },
      evidence: [...swaps.map((swap) => swap.line), ...origins.map((origin) => origin.evidence)],
    };
  },
});
