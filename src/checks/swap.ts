import { type Answer, defineCheck, type Host, look, lookInto } from "../core/index.ts";
import { type SwapFacts, swapVerdict } from "../parse/swap.ts";
import { SWAP_UNIT_DIRS, type SwapSource, specPath, swapOrigins, ZRAM_FILES } from "../parse/swap-origin.ts";

const FSTAB = "/etc/fstab";
/** Units beyond these are no host's. */
const MOST = 64;

async function unitsIn(host: Host, dir: string): Promise<readonly string[]> {
  const names = await lookInto(host, dir);
  const units = names.known ? names.value.filter((name) => name.endsWith(".swap")).slice(0, MOST) : [];
  return units.map((name) => `${dir}/${name}`);
}

/** Units and the files of compressed swap; one that cannot be read brings nothing that is known of. */
async function sourcesOn(host: Host): Promise<readonly SwapSource[]> {
  const units = await Promise.all(SWAP_UNIT_DIRS.map((dir) => unitsIn(host, dir)));
  const paths = [...units.flat(), ...ZRAM_FILES];
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: await look(host, path) })));
  return texts.flatMap(({ path, text }) => (text.known ? [{ path, text: text.value }] : []));
}

async function originsOn(host: Host, fstab: Answer<string>): Promise<Pick<SwapFacts, "origins" | "targets">> {
  // Its lines are counted, so that it is read again as it is: look() takes blank ones off its beginning.
  const first = fstab.known ? [{ path: FSTAB, text: (await host.read(FSTAB)) ?? "" }] : [];
  const origins = swapOrigins([...first, ...(await sourcesOn(host))]).slice(0, MOST);
  const links = await Promise.all(
    origins.map(async ({ spec }) => [spec, await host.readlink(specPath(spec))] as const),
  );
  return { origins, targets: new Map(links) };
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
    const fstab = await look(host, FSTAB);
    return swapVerdict({
      swaps: await look(host, "/proc/swaps"),
      meminfo: await look(host, "/proc/meminfo"),
      fstab,
      ...(await originsOn(host, fstab)),
      status: host.site.runtime === "docker" ? "warning" : "critical",
    });
  },
});
