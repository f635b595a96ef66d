import { type Answer, defineCheck, type Host, look, lookInto, monotonicMs, notKnown } from "../core/index.ts";
import { type DiskFacts, diskVerdicts } from "../parse/disk/disk-health.ts";
import { disksAmong, errorFile, judgeState, parseIoErrors, stateFile } from "../parse/disk/disk-state.ts";

const BLOCK = "/sys/class/block";
const NVME = "/sys/class/nvme";

/** As many disks are asked at once; no further one when the check's deadline comes near. */
const LANES = 4;
const BUDGET_MS = 8000;

async function kernelFacts(host: Host, name: string): Promise<Omit<DiskFacts, "smart">> {
  const errorPath = errorFile(name);
  const state = await look(host, stateFile(name));
  const errors = errorPath === undefined ? notKnown("") : await look(host, errorPath);
  return {
    name,
    state: state.known ? state.value : undefined,
    errors: errors.known ? parseIoErrors(errors.value) : undefined,
  };
}

/** SMART of each disk that the kernel has not lost. A helper that does not answer the first time is not asked again. */
async function smartOf(host: Host, disks: readonly string[]): Promise<ReadonlyMap<string, Answer<string>>> {
  const [first, ...others] = disks;
  if (first === undefined) return new Map();
  const answer = await host.probe("smart", { disk: first });
  if (!answer.known && answer.denied === true) return new Map(disks.map((disk) => [disk, answer]));
  const found = new Map([[first, answer]]);
  const end = monotonicMs() + BUDGET_MS;
  const lane = async () => {
    for (let disk = others.pop(); disk !== undefined; disk = others.pop())
      found.set(disk, monotonicMs() < end ? await host.probe("smart", { disk }) : notKnown("no time was left"));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found;
}

async function disksOn(host: Host, names: readonly string[]): Promise<readonly DiskFacts[]> {
  const facts = await Promise.all(names.map((name) => kernelFacts(host, name)));
  const alive = facts.filter(({ state }) => judgeState(state) !== "lost").map(({ name }) => name);
  const smart = await smartOf(host, alive);
  return facts.map((one) => ({ ...one, smart: smart.get(one.name) }));
}

/**
 * A disk that says it will fail is replaced by day (manual 4.6, 4.7); one that is lost takes its guests' data with it (4.9). The kernel's own
 * counters tell of the second without any tool.
 */
export default defineCheck({
  id: "disk-health",
  title: { en: "Disks are well", ko: "디스크 정상" },
  group: "disk",
  every: "15m",
  runbook: "disk-failing",
  case: "4.9",
  reasons: {
    DisksFine: {
      en: "{krane.disk.count} disks without complaint, {krane.disk.hidden} of them without SMART",
      ko: "디스크 {krane.disk.count}개 이상 없음(SMART 미지원 {krane.disk.hidden}개)",
    },
    DiskLost: {
      en: "{system.device}: lost, state {krane.disk.state}",
      ko: "{system.device}: 사용 불가, 상태 {krane.disk.state}",
    },
    DiskFailing: {
      en: "{system.device}: failing, {krane.disk.problems}",
      ko: "{system.device}: 고장 임박, {krane.disk.problems}",
    },
    DiskWearing: {
      en: "{system.device}: {krane.disk.problems}",
      ko: "{system.device}: 장애 전조, {krane.disk.problems}",
    },
    DiskErrors: {
      en: "{system.device}: {krane.disk.new_errors} commands failed since the last run",
      ko: "{system.device}: 지난 점검 이후 실패한 명령 {krane.disk.new_errors}건",
    },
    DiskUnsteady: { en: "{system.device}: state {krane.disk.state}", ko: "{system.device}: 상태 {krane.disk.state}" },
    SmartUnseen: {
      en: "SMART of {krane.disk.unseen} of {krane.disk.count} disks not seen: {krane.feature.why}",
      ko: "디스크 {krane.disk.count}개 중 {krane.disk.unseen}개의 SMART 확인 불가: {krane.feature.why}",
    },
    DisksHidden: {
      en: "{krane.disk.count} disks, none of which shows SMART: behind a RAID controller, or virtual",
      ko: "디스크 {krane.disk.count}개 모두 SMART 미지원: RAID 컨트롤러 뒤에 있거나 가상 디스크",
    },
    NoDisks: { en: "no physical disk", ko: "물리 디스크 없음" },
    DisksUnseen: { en: "disks not to be seen: {krane.feature.why}", ko: "디스크 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const block = await lookInto(host, BLOCK);
    const nvme = await lookInto(host, NVME);
    if (!block.known) return diskVerdicts({ unlisted: block.why, disks: [], last: undefined });
    const isListed = block.value.length > 0 || (await host.stat(BLOCK)) !== undefined;
    const bootId = await look(host, "/proc/sys/kernel/random/boot_id");
    const kept = await host.kept("disk-health");
    return diskVerdicts({
      unlisted: isListed ? undefined : `${BLOCK} does not exist`,
      disks: await disksOn(host, disksAmong([...block.value, ...(nvme.known ? nvme.value : [])])),
      last: bootId.known && kept?.bootId === bootId.value ? kept : undefined,
    });
  },
});
