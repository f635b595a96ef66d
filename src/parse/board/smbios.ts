/** Firmware's description of the machine: structures of /sys/firmware/dmi/tables/DMI (DMTF DSP0134 3.7). What is not there is undefined. */
export interface Smbios {
  readonly biosVendor: string | undefined;
  readonly biosVersion: string | undefined;
  readonly biosDate: string | undefined;
  readonly systemManufacturer: string | undefined;
  readonly systemProduct: string | undefined;
  readonly systemSerial: string | undefined;
  readonly systemUuid: string | undefined;
  readonly boardProduct: string | undefined;
  readonly boardSerial: string | undefined;
  /** CPU sockets that hold one. */
  readonly sockets: number;
  /** Slots of the system's memory, empty ones as well; no flash of the firmware, no video memory. */
  readonly memory: readonly MemoryDevice[];
  /** Firmware names an interface of a BMC (type 38). */
  readonly hasBmc: boolean;
}

export interface MemoryDevice {
  readonly locator: string | undefined;
  readonly bank: string | undefined;
  /** 0 for an empty slot; undefined where firmware does not know. */
  readonly kib: number | undefined;
  /** Ordinary DRAM: neither persistent (NVDIMM, Optane) nor on the CPU's package (HBM). */
  readonly isDram: boolean;
  /** MT/s that the module can do, and does. */
  readonly speed: number | undefined;
  readonly configuredSpeed: number | undefined;
  readonly manufacturer: string | undefined;
  readonly serial: string | undefined;
  readonly part: string | undefined;
}

/** One structure: its formatted part, and its strings, which the part names by number from 1 on. */
interface Structure {
  readonly type: number;
  readonly bytes: DataView;
  readonly strings: readonly string[];
}

const HEADER = 4;
const END = 127;

/** Where the strings behind `from` end: after two zero bytes. */
function endOfStrings(table: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < table.length && (table[at] !== 0 || table[at + 1] !== 0)) at += 1;
  return at;
}

/** The structures up to the end mark or to the first one that cannot be: what stands behind it cannot be found. */
function structuresOf(table: Uint8Array): readonly Structure[] {
  const found: Structure[] = [];
  for (let at = 0; at + HEADER <= table.length; ) {
    const [type = END, length = 0] = table.subarray(at, at + 2);
    const end = at + length;
    if (type === END || length < HEADER || end > table.length) break;
    const stop = endOfStrings(table, end);
    const strings = new TextDecoder("latin1").decode(table.subarray(end, stop)).split("\0");
    found.push({ type, bytes: new DataView(table.buffer, table.byteOffset + at, length), strings });
    at = stop + 2;
  }
  return found;
}

function byteAt({ bytes }: Structure, offset: number): number | undefined {
  return offset < bytes.byteLength ? bytes.getUint8(offset) : undefined;
}

function wordAt({ bytes }: Structure, offset: number): number | undefined {
  return offset + 2 <= bytes.byteLength ? bytes.getUint16(offset, true) : undefined;
}

function doubleAt({ bytes }: Structure, offset: number): number | undefined {
  return offset + 4 <= bytes.byteLength ? bytes.getUint32(offset, true) : undefined;
}

function textAt(structure: Structure | undefined, offset: number): string | undefined {
  const index = structure === undefined ? 0 : (byteAt(structure, offset) ?? 0);
  const text = index === 0 ? "" : (structure?.strings[index - 1]?.trim() ?? "");
  return text === "" ? undefined : text;
}

/**
 * 7.2.1: none where all bytes are 0x00 or 0xff. The first three fields are little-endian since SMBIOS 2.6 (the kernel's
 * drivers/firmware/dmi_scan.c, dmi_save_uuid); no host of the site has an older one.
 */
function uuidOf(system: Structure | undefined): string | undefined {
  if (system === undefined || system.bytes.byteLength < 24) return undefined;
  const bytes = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((one) => system.bytes.getUint8(8 + one));
  if (bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff)) return undefined;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const SIZE_UNKNOWN = 0xffff;
const SIZE_EXTENDED = 0x7fff;

/** 7.18.1: in MiB, in KiB with bit 15 set; from 32 GiB - 1 MiB on in the extended size. */
function sizeKib(device: Structure): number | undefined {
  const size = wordAt(device, 0x0c);
  if (size === undefined || size === SIZE_UNKNOWN) return undefined;
  if (size !== SIZE_EXTENDED) return (size & 0x8000) === 0 ? size * 1024 : size & 0x7fff;
  const extended = doubleAt(device, 0x1c);
  return extended === undefined ? undefined : (extended & 0x7fffffff) * 1024;
}

/** 0: unknown; 0xffff: in a field that SMBIOS 3.3 added, for DDR of 65 GT/s and more, which no host has. */
function speedAt(device: Structure, offset: number): number | undefined {
  const speed = wordAt(device, offset) ?? 0;
  return speed === 0 || speed === 0xffff ? undefined : speed;
}

/** Memory types HBM, HBM2, HBM3 (7.18.2); technologies NVDIMM-N, -F, -P and Optane (7.18.6). */
const HBM: readonly number[] = [0x20, 0x21, 0x24];
const PERSISTENT: readonly number[] = [4, 5, 6, 7];

function memoryOf(device: Structure): MemoryDevice {
  const onPackage = HBM.includes(byteAt(device, 0x12) ?? 0);
  return {
    locator: textAt(device, 0x10),
    bank: textAt(device, 0x11),
    kib: sizeKib(device),
    isDram: !onPackage && !PERSISTENT.includes(byteAt(device, 0x28) ?? 0),
    speed: speedAt(device, 0x15),
    configuredSpeed: speedAt(device, 0x20),
    manufacturer: textAt(device, 0x17),
    serial: textAt(device, 0x18),
    part: textAt(device, 0x1a),
  };
}

const USE_SYSTEM_MEMORY = 3;

/** Slots of arrays (type 16) that are not for other uses, such as the flash of the firmware. */
function memoryDevices(all: readonly Structure[]): readonly MemoryDevice[] {
  const others = all.filter((one) => one.type === 16 && byteAt(one, 5) !== USE_SYSTEM_MEMORY);
  const foreign = new Set(others.map((array) => wordAt(array, 2)));
  return all.filter((one) => one.type === 17 && !foreign.has(wordAt(one, 4))).map(memoryOf);
}

/** 7.5: type 3 is a central processor, bit 6 of the status says that the socket is populated. */
function isPopulated(socket: Structure): boolean {
  return byteAt(socket, 5) === 3 && ((byteAt(socket, 0x18) ?? 0) & 0x40) !== 0;
}

/** What the table says; undefined where it has not even one structure. Whatever is broken costs only itself and what stands behind it. */
export function parseSmbios(table: Uint8Array): Smbios | undefined {
  const all = structuresOf(table);
  if (all.length === 0) return undefined;
  const [bios, system, board] = [0, 1, 2].map((type) => all.find((one) => one.type === type));
  return {
    biosVendor: textAt(bios, 0x04),
    biosVersion: textAt(bios, 0x05),
    biosDate: textAt(bios, 0x08),
    systemManufacturer: textAt(system, 0x04),
    systemProduct: textAt(system, 0x05),
    systemSerial: textAt(system, 0x07),
    systemUuid: uuidOf(system),
    boardProduct: textAt(board, 0x05),
    boardSerial: textAt(board, 0x07),
    sockets: all.filter((one) => one.type === 4 && isPopulated(one)).length,
    memory: memoryDevices(all),
    hasBmc: all.some((one) => one.type === 38),
  };
}
