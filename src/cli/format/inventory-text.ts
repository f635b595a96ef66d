import type { Lang } from "../../core/index.ts";
import type { Inventory, Missing } from "../../parse/board/inventory.ts";
import type { MissingReason } from "../../parse/board/inventory-missing.ts";
import type { Terminal } from "../terminal.ts";
import { table } from "./columns.ts";
import { byteSize } from "./scan-text.ts";

/** The words of the table; whatever a machine calls itself stays as it is. */
interface Words {
  readonly serial: string;
  readonly virtual: string;
  readonly facts: readonly [board: string, bios: string, cpus: string, memory: string];
  readonly cpus: (sockets: string, cores: string, threads: string) => string;
  readonly slots: (filled: number, all: number) => string;
  readonly dimm: readonly string[];
  readonly disk: readonly string[];
  readonly nic: readonly string[];
  readonly missing: string;
  /** Why something is missing; English is what the inventory itself says. */
  readonly why: Readonly<Partial<Record<string, (detail: string) => string>>>;
}

const KOREAN_WHY: Readonly<Record<MissingReason, (detail: string) => string>> = {
  "needs-root": () => "root만 읽을 수 있음",
  "no-smbios": () => "SMBIOS가 보이지 않는 장비",
  "no-tool": (detail) => `${detail} 미설치 또는 출력 없음`,
  "not-told": () => "하드웨어가 알려 주지 않음",
  "no-link": () => "링크 없음 또는 드라이버가 알려 주지 않음",
  "set-by-software": () => "소프트웨어가 설정한 주소라 카드 고유 주소를 알 수 없음",
  "not-local": (detail) => `네트워크 디스크 ${detail}개는 이 호스트의 것이 아님`,
  "timed-out": () => "제시간에 응답 없음",
  failed: (detail) => `조회 실패: ${detail}`,
};

const WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    serial: "serial",
    virtual: "virtual machine",
    facts: ["board", "BIOS", "CPU", "memory"],
    cpus: (sockets, cores, threads) => `sockets ${sockets}, cores ${cores}, threads ${threads}`,
    slots: (filled, all) => `${filled} of ${all} slots filled`,
    dimm: ["DIMM", "bank", "size", "type", "MT/s", "manufacturer", "part", "serial"],
    disk: ["disk", "type", "size", "interface", "vendor", "model", "serial"],
    nic: ["NIC", "MAC", "Mbit/s", "PCI", "driver"],
    missing: "not to be seen",
    why: {},
  },
  ko: {
    serial: "시리얼",
    virtual: "가상 머신",
    facts: ["보드", "BIOS", "CPU", "메모리"],
    cpus: (sockets, cores, threads) => `소켓 ${sockets}개, 코어 ${cores}개, 스레드 ${threads}개`,
    slots: (filled, all) => `슬롯 ${all}개 중 ${filled}개 장착`,
    dimm: ["DIMM", "뱅크", "용량", "종류", "MT/s", "제조사", "부품 번호", "시리얼"],
    disk: ["디스크", "종류", "용량", "인터페이스", "제조사", "모델", "시리얼"],
    nic: ["NIC", "MAC", "Mbit/s", "PCI", "드라이버"],
    missing: "확인할 수 없는 항목",
    why: KOREAN_WHY,
  },
};

const NONE = "-";

function cell(value: string | number | null): string {
  return value === null ? NONE : String(value);
}

function size(bytes: number | null): string {
  return bytes === null ? NONE : byteSize(bytes);
}

/** What is known of several texts that stand in one place. */
function together(...texts: readonly (string | null)[]): string {
  const known = texts.filter((text) => text !== null);
  return known.length === 0 ? NONE : known.join(" ");
}

function head({ host, system, collectedAt }: Inventory, words: Words, screen: Terminal): string {
  const said = [
    together(system.manufacturer, system.model),
    ...(system.virtual === true ? [words.virtual] : []),
    `${words.serial} ${cell(system.serial)}`,
    `UUID ${cell(system.uuid)}`,
  ];
  return `${screen.bold(host)}: ${said.join(", ")} ${screen.dim(`(${collectedAt})`)}\n`;
}

function factRows({ board, bios, cpus, memory }: Inventory, words: Words): readonly string[][] {
  const [boardName, biosName, cpuName, memoryName] = words.facts;
  const counts = words.cpus(cell(cpus.sockets), cell(cpus.cores), cell(cpus.threads));
  const slots = memory.slots === null ? [] : [words.slots(memory.dimms.length, memory.slots)];
  return [
    [boardName, `${together(board.manufacturer, board.model, board.version)}, ${words.serial} ${cell(board.serial)}`],
    [biosName, together(bios.vendor, bios.version, bios.releaseDate)],
    [cpuName, `${cell(cpus.model)}: ${counts}`],
    [memoryName, [size(memory.totalBytes), ...slots].join(", ")],
  ];
}

/** A part with its head; nothing where there is none of it. */
function part(columns: readonly string[], rows: readonly (readonly string[])[], screen: Terminal): string {
  if (rows.length === 0) return "";
  return `\n${table([columns, ...rows], (text, row) => (row === 0 ? screen.dim(text) : text))}`;
}

function missingRow({ what, reason, detail, why }: Missing, words: Words): readonly string[] {
  const text = words.why[reason]?.(detail ?? "") ?? why;
  const isNames = reason === "not-told" || reason === "no-link" || reason === "set-by-software";
  return [`  ${what}`, isNames && detail !== null ? `${text}: ${detail}` : text];
}

/** `inventory -o text`: the machine in the first line, then what it is made of, a table for each kind of part, and what was not to be seen. */
export function inventoryText(inventory: Inventory, screen: Terminal): string {
  const words = WORDS[screen.lang];
  const { memory, disks, nics, missing } = inventory;
  const dimmRows = memory.dimms.map((dimm) => [
    ...[dimm.locator, dimm.bank].map(cell),
    size(dimm.sizeBytes),
    ...[dimm.type, dimm.clockMHz, dimm.manufacturer, dimm.partNumber, dimm.serial].map(cell),
  ]);
  const diskRows = disks.map((disk) => [
    ...[disk.name, disk.type].map(cell),
    size(disk.sizeBytes),
    ...[disk.interface, disk.vendor, disk.model, disk.serial].map(cell),
  ]);
  const nicRows = nics.map(({ name, mac, speedMbps, pciAddress, driver }) =>
    [name, mac, speedMbps, pciAddress, driver].map(cell),
  );
  const gaps = missing.map((one) => missingRow(one, words));
  return [
    head(inventory, words, screen),
    table(factRows(inventory, words), (text, _, column) => (column === 0 ? screen.dim(text) : text)),
    part(words.dimm, dimmRows, screen),
    part(words.disk, diskRows, screen),
    part(words.nic, nicRows, screen),
    gaps.length === 0 ? "" : `\n${screen.dim(words.missing)}\n${table(gaps)}`,
  ].join("");
}
