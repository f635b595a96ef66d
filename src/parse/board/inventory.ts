export const INVENTORY_SCHEMA = "krane.inventory.v1";

type Text = string | null;
type Whole = number | null;

export interface Dimm {
  /** The slot as the board calls it: "A1". */
  readonly locator: Text;
  readonly bank: Text;
  readonly sizeBytes: Whole;
  readonly type: Text;
  /** What firmware runs it at, in the MT/s that SMBIOS before 3.2 called MHz. */
  readonly clockMHz: Whole;
  readonly manufacturer: Text;
  readonly partNumber: Text;
  readonly serial: Text;
}

export interface Disk {
  readonly name: string;
  readonly type: "hdd" | "ssd" | "nvme" | null;
  readonly vendor: Text;
  readonly model: Text;
  readonly serial: Text;
  readonly sizeBytes: Whole;
  readonly interface: Text;
}

export interface Nic {
  readonly name: string;
  /** The address that the card was made with, not the one that a bond gave it. */
  readonly mac: Text;
  readonly speedMbps: Whole;
  readonly pciAddress: Text;
  readonly driver: Text;
}

/** What was not to be seen, and why; each null of an inventory is named by one. */
export interface Missing {
  /** "system.serial", "disks.model" */
  readonly what: string;
  /** A word for programs: "needs-root". */
  readonly reason: string;
  /** Which of them, or what failed. */
  readonly detail: Text;
  readonly why: string;
}

/** What a host is made of. */
export interface Inventory {
  readonly schema: typeof INVENTORY_SCHEMA;
  readonly host: string;
  readonly collectedAt: string;
  readonly system: {
    readonly manufacturer: Text;
    readonly model: Text;
    readonly serial: Text;
    readonly uuid: Text;
    readonly virtual: boolean | null;
  };
  readonly board: { readonly manufacturer: Text; readonly model: Text; readonly version: Text; readonly serial: Text };
  readonly bios: { readonly vendor: Text; readonly version: Text; readonly releaseDate: Text };
  readonly cpus: {
    readonly vendor: Text;
    readonly model: Text;
    readonly sockets: Whole;
    readonly cores: Whole;
    readonly threads: Whole;
  };
  /** `totalBytes` is what the kernel has; `slots` counts the empty ones, too. */
  readonly memory: { readonly totalBytes: Whole; readonly slots: Whole; readonly dimms: readonly Dimm[] };
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  readonly missing: readonly Missing[];
}

/** An inventory in a few numbers, for a status. */
export interface InventorySummary {
  readonly collectedAt: string;
  readonly model: Text;
  readonly serial: Text;
  /** Threads, as the kernel counts CPUs. */
  readonly cpus: Whole;
  readonly memoryBytes: Whole;
  readonly disks: number;
  readonly nics: number;
}

export function inventorySummary({ collectedAt, system, cpus, memory, disks, nics }: Inventory): InventorySummary {
  return {
    collectedAt,
    model: system.model,
    serial: system.serial,
    cpus: cpus.threads,
    memoryBytes: memory.totalBytes,
    disks: disks.length,
    nics: nics.length,
  };
}
