import { defineCheck, type Host, look, lookAt, lookInto } from "../core/index.ts";
import { parseCmdline } from "../parse/boot/cmdline.ts";
import { FIRST_CPU_BYTES } from "../parse/cpu/cpuinfo.ts";
import { isGuestCpu } from "../parse/guest/guest-cpu.ts";
import {
  controllersOf,
  EDAC,
  isRow,
  type MemorySlot,
  parseCount,
  restFiles,
  rowFiles,
  type SlotFiles,
  slotDirs,
  slotFiles,
} from "../parse/memory/edac.ts";
import { memoryVerdicts } from "../parse/memory/memory.ts";
import { memoryTotal } from "../parse/memory/memory-population.ts";

async function filesOf(host: Host, controller: string): Promise<readonly SlotFiles[]> {
  const names = await lookInto(host, `${EDAC}/${controller}`);
  const dirs = slotDirs(names.known ? names.value : []);
  const files = dirs.map(async (dir) => {
    if (!isRow(dir)) return [slotFiles(controller, dir)];
    const inRow = await lookInto(host, `${EDAC}/${controller}/${dir}`);
    return rowFiles(controller, dir, inRow.known ? inRow.value : []);
  });
  return [...(await Promise.all(files)).flat(), restFiles(controller, dirs.length > 0)];
}

async function textOf(host: Host, path: string | undefined): Promise<string | undefined> {
  const text = path === undefined ? undefined : await look(host, path);
  return text?.known === true && text.value !== "" ? text.value : undefined;
}

/** The path of a counter that could not be read, or what the slot counted. */
async function slotOf(host: Host, files: SlotFiles): Promise<MemorySlot | string> {
  const corrected = parseCount((await textOf(host, files.corrected)) ?? "");
  if (corrected === undefined) return files.corrected;
  const uncorrected = files.uncorrected === undefined ? 0 : parseCount((await textOf(host, files.uncorrected)) ?? "");
  if (uncorrected === undefined) return files.uncorrected ?? files.corrected;
  if (corrected + uncorrected === 0)
    return { id: files.id, label: files.id, location: undefined, corrected, uncorrected };
  const label = (await textOf(host, files.label)) ?? files.id;
  return { id: files.id, label, location: await textOf(host, files.location), corrected, uncorrected };
}

async function slotsOn(host: Host): Promise<readonly (MemorySlot | string)[]> {
  const names = await lookInto(host, EDAC);
  const files = await Promise.all(controllersOf(names.known ? names.value : []).map((one) => filesOf(host, one)));
  return Promise.all(files.flat().map((one) => slotOf(host, one)));
}

/**
 * A module with errors takes its guests with it when they can no longer be corrected (manual 4.7); one that firmware has switched off shows
 * only as memory that is missing (SMBIOS type 17 against MemTotal).
 */
export default defineCheck({
  id: "memory",
  title: { en: "Memory has no errors and is all there", ko: "메모리 오류 및 누락 없음" },
  group: "os",
  every: "5m",
  runbook: "memory-errors",
  case: "4.7",
  reasons: {
    MemoryFine: {
      en: "{krane.memory.modules} modules, {krane.memory.installed_gib} GiB installed, {krane.memory.total_gib} GiB usable, no module missing",
      ko: "메모리 {krane.memory.modules}개, 장착 {krane.memory.installed_gib} GiB, 사용 가능 {krane.memory.total_gib} GiB, 누락 없음",
    },
    MemoryUncounted: {
      en: "{krane.memory.modules} modules, {krane.memory.installed_gib} GiB installed, {krane.memory.total_gib} GiB usable; errors are not counted (no EDAC)",
      ko: "메모리 {krane.memory.modules}개, 장착 {krane.memory.installed_gib} GiB, 사용 가능 {krane.memory.total_gib} GiB; 오류 집계 없음(EDAC 없음)",
    },
    MemoryCounted: {
      en: "errors counted at {krane.memory.counted} places; what is installed is not known",
      ko: "{krane.memory.counted}곳에서 오류 집계 중; 장착된 메모리는 알 수 없음",
    },
    MemoryWatched: {
      en: "{krane.memory.slot}: {krane.memory.recent} corrected errors, fewer than 10; {krane.memory.corrected} since boot",
      ko: "{krane.memory.slot}: 정정된 오류 {krane.memory.recent}건(10건 미만), 부팅 이후 {krane.memory.corrected}건",
    },
    MemoryErrors: {
      en: "{krane.memory.slot}: {krane.memory.recent} corrected errors; {krane.memory.corrected} since boot",
      ko: "{krane.memory.slot}: 정정된 오류 {krane.memory.recent}건, 부팅 이후 {krane.memory.corrected}건",
    },
    MemoryUncorrected: {
      en: "{krane.memory.slot}: {krane.memory.uncorrected} uncorrected errors since boot, {krane.memory.corrected} corrected ones",
      ko: "{krane.memory.slot}: 부팅 이후 정정 불가 오류 {krane.memory.uncorrected}건, 정정된 오류 {krane.memory.corrected}건",
    },
    MemoryMissing: {
      en: "{krane.memory.missing_gib} of {krane.memory.installed_gib} GiB missing: {krane.memory.total_gib} GiB usable of {krane.memory.modules} modules",
      ko: "장착 {krane.memory.installed_gib} GiB 중 {krane.memory.missing_gib} GiB 누락: 메모리 {krane.memory.modules}개, 사용 가능 {krane.memory.total_gib} GiB",
    },
    MemoryCapped: {
      en: "{krane.memory.missing_gib} of {krane.memory.installed_gib} GiB withheld by boot parameter: {krane.memory.total_gib} GiB usable",
      ko: "장착 {krane.memory.installed_gib} GiB 중 {krane.memory.missing_gib} GiB가 부팅 파라미터로 제외됨: 사용 가능 {krane.memory.total_gib} GiB",
    },
    MemoryOfGuest: { en: "a virtual machine without a list of modules", ko: "메모리 목록이 없는 가상 머신" },
    MemoryUnseen: {
      en: "neither error counters nor installed memory to be seen: {krane.feature.why}",
      ko: "오류 집계와 장착 메모리를 확인할 수 없음: {krane.feature.why}",
    },
  },
  async run(host) {
    const found = await slotsOn(host);
    const crash = parseCount((await textOf(host, "/sys/kernel/kexec_crash_size")) ?? "");
    const bootId = await textOf(host, "/proc/sys/kernel/random/boot_id");
    return memoryVerdicts({
      slots: found.filter((one) => typeof one !== "string"),
      unread: found.filter((one) => typeof one === "string").map((path) => `no count in ${path}`),
      smbios: await host.probe("smbios", {}),
      total: memoryTotal(await look(host, "/proc/meminfo")),
      crashKib: (crash ?? 0) / 1024,
      params: parseCmdline((await textOf(host, "/proc/cmdline")) ?? ""),
      isGuest: isGuestCpu(await lookAt(host, "/proc/cpuinfo", FIRST_CPU_BYTES)),
      look: { kept: await host.kept("memory"), bootId, now: Date.now() },
    });
  },
});
