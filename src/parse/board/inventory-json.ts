import { type Dimm, type Disk, INVENTORY_SCHEMA, type Inventory, type Missing, type Nic } from "./inventory.ts";
import { flagOf, type Json, recordOf, recordsOf, textOf, wholeOf } from "./inventory-values.ts";

/** Bytes that the file of an inventory may have: 60 disks and 48 DIMMs are 25 KiB. */
export const INVENTORY_BYTES = 256 * 1024;

const DISK_TYPES = ["hdd", "ssd", "nvme"] as const;

function dimmOf(dimm: Json): Dimm {
  return {
    locator: textOf(dimm.locator),
    bank: textOf(dimm.bank),
    sizeBytes: wholeOf(dimm.sizeBytes),
    type: textOf(dimm.type),
    clockMHz: wholeOf(dimm.clockMHz),
    manufacturer: textOf(dimm.manufacturer),
    partNumber: textOf(dimm.partNumber),
    serial: textOf(dimm.serial),
  };
}

function diskOf(disk: Json): Disk {
  return {
    name: textOf(disk.name) ?? "",
    type: DISK_TYPES.find((type) => type === disk.type) ?? null,
    vendor: textOf(disk.vendor),
    model: textOf(disk.model),
    serial: textOf(disk.serial),
    sizeBytes: wholeOf(disk.sizeBytes),
    interface: textOf(disk.interface),
  };
}

function nicOf(nic: Json): Nic {
  return {
    name: textOf(nic.name) ?? "",
    mac: textOf(nic.mac),
    speedMbps: wholeOf(nic.speedMbps),
    pciAddress: textOf(nic.pciAddress),
    driver: textOf(nic.driver),
  };
}

function missingOf({ what, reason, detail, why }: Json): Missing {
  return {
    what: textOf(what) ?? "",
    reason: textOf(reason) ?? "",
    detail: textOf(detail),
    why: textOf(why) ?? "",
  };
}

function isNamed({ name }: { readonly name: string }): boolean {
  return name !== "";
}

function partsOf(given: Json): Omit<Inventory, "schema" | "host" | "collectedAt"> {
  const [system, board, bios] = [recordOf(given.system), recordOf(given.board), recordOf(given.bios)];
  const [cpus, memory] = [recordOf(given.cpus), recordOf(given.memory)];
  return {
    system: {
      manufacturer: textOf(system.manufacturer),
      model: textOf(system.model),
      serial: textOf(system.serial),
      uuid: textOf(system.uuid),
      virtual: flagOf(system.virtual),
    },
    board: {
      manufacturer: textOf(board.manufacturer),
      model: textOf(board.model),
      version: textOf(board.version),
      serial: textOf(board.serial),
    },
    bios: { vendor: textOf(bios.vendor), version: textOf(bios.version), releaseDate: textOf(bios.releaseDate) },
    cpus: {
      vendor: textOf(cpus.vendor),
      model: textOf(cpus.model),
      sockets: wholeOf(cpus.sockets),
      cores: wholeOf(cpus.cores),
      threads: wholeOf(cpus.threads),
    },
    memory: {
      totalBytes: wholeOf(memory.totalBytes),
      slots: wholeOf(memory.slots),
      dimms: recordsOf(memory.dimms).map(dimmOf),
    },
    disks: recordsOf(given.disks).map(diskOf).filter(isNamed),
    nics: recordsOf(given.nics).map(nicOf).filter(isNamed),
    missing: recordsOf(given.missing).map(missingOf),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The inventory that `krane-agent inventory` wrote, made safe; undefined where the text is none. What comes out goes in again unchanged. */
export function parseInventory(text: string): Inventory | undefined {
  const given = recordOf(jsonOf(text));
  const [host, at] = [textOf(given.host), textOf(given.collectedAt)];
  const time = Date.parse(at ?? "");
  if (given.schema !== INVENTORY_SCHEMA || host === null || Number.isNaN(time)) return undefined;
  return { schema: INVENTORY_SCHEMA, host, collectedAt: new Date(time).toISOString(), ...partsOf(given) };
}
