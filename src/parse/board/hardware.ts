import type { Dimm, Disk, Inventory, Nic } from "./inventory.ts";
import { countOf, flagOf, type Json, recordOf, recordsOf, textOf, wholeOf } from "./inventory-values.ts";

/** What an inventory is asked for, in the order of trust: those that can hang come last. */
export const PARTS = ["machine", "system", "board", "bios", "cpus", "memory", "blocks", "disks", "nics"] as const;

export type Part = (typeof PARTS)[number];

/** What was heard of one part, or why nothing was. */
export interface Heard {
  readonly value?: unknown;
  readonly error?: string;
}

/** What one part said; a part that is not in it did not answer in time. */
export type AllHeard = ReadonlyMap<Part, Heard>;

/** What firmware writes where its maker wrote nothing; seen on boards of Dell, Supermicro, Quanta and QEMU. */
const PLACEHOLDERS =
  /^(?:[-. ]+|0+|[xX]+|none|null|n\/?a|empty|unknown|undefined|invalid|no dimm|0?123456789|o\.?e\.?m\.?|default(?: string)?|not (?:specified|provided|available|applicable|present|settable|defined)|(?:to be )?filled by o\.?e\.?m\.?|system (?:product name|manufacturer|serial number|version)|(?:chassis|base ?board) serial number)$/i;

/** Not settable, not set, and what a well-known BIOS kit has for an example. */
const NO_UUID = /^(?:[0-]+|[fF-]+|03000200-0400-0500-0006-000700080009)$/;

/** A text of firmware that says something. */
function toldOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null || PLACEHOLDERS.test(text) ? null : text;
}

/** SMBIOS writes mm/dd/yyyy or, before 1998, mm/dd/yy; systeminformation takes 06/04/2023 for the 6th of April (measured). */
function dateOf(value: unknown): string | null {
  const [, month, day, century = "19", year] = /^(\d\d)\/(\d\d)\/(\d\d)?(\d\d)$/.exec(textOf(value) ?? "") ?? [];
  return year === undefined ? null : `${century}${year}-${month}-${day}`;
}

export function saidOf(heard: AllHeard, part: Part): unknown {
  return heard.get(part)?.value;
}

function named(list: unknown): readonly Json[] {
  return recordsOf(list).filter(({ name }) => textOf(name) !== null);
}

function systemOf(heard: AllHeard): Inventory["system"] {
  const [system, machine] = [recordOf(saidOf(heard, "system")), recordOf(saidOf(heard, "machine"))];
  const uuid = toldOf(system.uuid);
  return {
    manufacturer: toldOf(system.manufacturer),
    // systeminformation makes one up where a container's mark lies about ("Docker Container") or DMI is missing ("Computer").
    model: toldOf(machine.productName),
    serial: toldOf(system.serial),
    uuid: uuid === null || NO_UUID.test(uuid) ? null : uuid,
    // Its own answer greps the kernel log for "kvm" and the disks for "QEMU", which hypervisors have as well; the CPU knows.
    virtual: flagOf(machine.virtual),
  };
}

function dimmsOf(heard: AllHeard): readonly Dimm[] {
  const given = recordsOf(saidOf(heard, "memory"));
  // Without dmidecode it makes one DIMM of all the memory, without a type.
  if (!given.some(({ type }) => toldOf(type) !== null)) return [];
  const slots = recordOf(saidOf(heard, "machine")).slots;
  const names = Array.isArray(slots) && slots.length === given.length ? slots : [];
  return given
    .map((dimm, index) => ({
      locator: toldOf(names[index]),
      bank: toldOf(dimm.bank),
      sizeBytes: countOf(dimm.size),
      type: toldOf(dimm.type),
      clockMHz: countOf(dimm.clockSpeed),
      manufacturer: toldOf(dimm.manufacturer),
      partNumber: toldOf(dimm.partNum),
      serial: toldOf(dimm.serialNum),
    }))
    .filter((_, index) => given[index]?.type !== "Empty");
}

/** An answer of lscpu or of nothing but Node, which takes all threads for cores of one socket. */
export function hasLscpu(cpu: Json): boolean {
  return textOf(cpu.family) !== null;
}

function cpusOf(heard: AllHeard): Inventory["cpus"] {
  const cpu = recordOf(saidOf(heard, "cpus"));
  const isCounted = hasLscpu(cpu);
  return {
    vendor: toldOf(cpu.vendor),
    // Its brand has the speed cut off, (R) turned into ®, and as root what the board's SMBIOS says instead.
    model: textOf(recordOf(saidOf(heard, "machine")).cpuModel),
    sockets: isCounted ? countOf(cpu.processors) : null,
    cores: isCounted ? countOf(cpu.physicalCores) : null,
    threads: countOf(cpu.cores),
  };
}

function typeOf(disk: Json): Disk["type"] {
  const name = textOf(disk.name) ?? "";
  if (name.startsWith("nvme")) return "nvme";
  // virtio and Xen call every disk rotational that is not told otherwise (this VM's SSD, too).
  if (/^x?vd/.test(name)) return null;
  if (disk.rotational === "0") return "ssd";
  return disk.rotational === "1" ? "hdd" : null;
}

/** sysfs says which disks there are; lsblk knows more of them, from udev. */
function diskOf(disk: Json, blocks: readonly Json[]): Disk {
  const block = blocks.find(({ name, type }) => type === "disk" && name === disk.name) ?? {};
  const vendor = toldOf(disk.vendor);
  return {
    name: textOf(disk.name) ?? "",
    type: typeOf(disk),
    // libata says ATA for all of them; virtio says a PCI number.
    vendor: vendor === "ATA" || /^0x/.test(vendor ?? "") ? null : vendor,
    model: toldOf(disk.model) ?? toldOf(block.model),
    serial: toldOf(block.serial) ?? toldOf(disk.serial),
    sizeBytes: wholeOf(disk.sizeBytes),
    interface: toldOf(block.protocol) ?? toldOf(disk.interface),
  };
}

function nicOf(nic: Json): Nic {
  return {
    name: textOf(nic.name) ?? "",
    mac: textOf(nic.mac),
    speedMbps: countOf(nic.speedMbps),
    pciAddress: textOf(nic.pciAddress),
    driver: textOf(nic.driver),
  };
}

/** The parts of an inventory that hardware has a say in. */
export function hardwareOf(heard: AllHeard): Omit<Inventory, "schema" | "host" | "collectedAt" | "missing"> {
  const [board, bios] = [recordOf(saidOf(heard, "board")), recordOf(saidOf(heard, "bios"))];
  const machine = recordOf(saidOf(heard, "machine"));
  const dimms = dimmsOf(heard);
  const blocks = recordsOf(saidOf(heard, "blocks"));
  return {
    system: systemOf(heard),
    board: {
      manufacturer: toldOf(board.manufacturer),
      model: toldOf(board.model),
      version: toldOf(board.version),
      serial: toldOf(board.serial),
    },
    bios: { vendor: toldOf(bios.vendor), version: toldOf(bios.version), releaseDate: dateOf(machine.biosDate) },
    cpus: cpusOf(heard),
    memory: {
      totalBytes: countOf(machine.memoryBytes),
      slots: dimms.length === 0 ? null : recordsOf(saidOf(heard, "memory")).length,
      dimms,
    },
    disks: named(recordOf(saidOf(heard, "disks")).local).map((disk) => diskOf(disk, blocks)),
    nics: named(saidOf(heard, "nics")).map(nicOf),
  };
}
