import { type Answer, defineCheck, type Host, known, look, lookAt } from "../core/index.ts";
import { boardVerdict } from "../parse/board/board.ts";
import {
  type BoardIdentity,
  DMI_FILES,
  DMI_ID,
  identityInFiles,
  identityInTable,
} from "../parse/board/board-identity.ts";
import { FIRST_CPU_BYTES } from "../parse/cpu/cpuinfo.ts";
import { isGuestCpu } from "../parse/guest/guest-cpu.ts";

async function identityOf(host: Host, smbios: Answer<Uint8Array>): Promise<Answer<BoardIdentity>> {
  if (smbios.known) return identityInTable(smbios.value);
  const found = await Promise.all(
    DMI_FILES.map(async (name) => [name, await look(host, `${DMI_ID}/${name}`)] as const),
  );
  const inFiles = identityInFiles(new Map(found));
  return inFiles === undefined ? smbios : known(inFiles);
}

/**
 * A swapped mainboard comes with firmware settings of its own, and all of 8.2 has to be set again (manual 8.2 1.b, 4.8); nobody sees it in
 * the running system until guests suffer. So the serial, the UUID and the BIOS are compared with those of the last run.
 */
export default defineCheck({
  id: "board",
  title: { en: "The mainboard is the same as before", ko: "메인보드 교체 없음" },
  group: "bios",
  every: "1h",
  runbook: "board-replaced",
  case: "4.8",
  reasons: {
    BoardSeen: {
      en: "{krane.board.identity}; no earlier run to compare with",
      ko: "{krane.board.identity}; 비교할 이전 기록 없음",
    },
    BoardSame: { en: "unchanged: {krane.board.identity}", ko: "변경 없음: {krane.board.identity}" },
    BoardUnnamed: {
      en: "unchanged as far as can be told without serial and UUID: {krane.board.identity}",
      ko: "시리얼과 UUID가 없어 확인 가능한 범위에서 변경 없음: {krane.board.identity}",
    },
    BoardReplaced: {
      en: "mainboard replaced: {krane.board.change}; firmware settings are those of another board",
      ko: "메인보드 교체됨: {krane.board.change}; BIOS 설정이 이전 보드와 다를 수 있음",
    },
    FirmwareUpdated: {
      en: "firmware changed: {krane.board.change}; its settings may have been reset",
      ko: "펌웨어(BIOS) 변경됨: {krane.board.change}; 설정이 초기화되었을 수 있음",
    },
    BoardOfGuest: { en: "a virtual machine without a mainboard", ko: "메인보드가 없는 가상 머신" },
    BoardUnseen: { en: "mainboard not to be seen: {krane.feature.why}", ko: "메인보드 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const smbios = await host.probe("smbios", {});
    const identity = await identityOf(host, smbios);
    const isGuest = isGuestCpu(await lookAt(host, "/proc/cpuinfo", FIRST_CPU_BYTES));
    return boardVerdict({ identity, smbios, isGuest, kept: await host.kept("board"), now: Date.now() });
  },
});
