import type { Kept } from "../../core/index.ts";

/** Whole disks of their own: no partitions, no loop, dm, md, ram, zram, nbd, sr, and no virtio (vd), whose disk is the hypervisor's. */
const SCSI = /^(?:sd[a-z]{1,3}|hd[a-z])$/;
const NVME = /^(nvme\d{1,3})(?:n\d{1,3})?$/;
const DISKS = 512;

/** What to ask for, by names of /sys/class/block and /sys/class/nvme: an NVMe controller once, whatever it has of namespaces. */
export function disksAmong(names: readonly string[]): readonly string[] {
  const disks = names.flatMap((name) => (SCSI.test(name) ? name : (NVME.exec(name)?.[1] ?? [])));
  return Array.from(new Set(disks)).slice(0, DISKS);
}

function isNvme(disk: string): boolean {
  return disk.startsWith("nvme");
}

/** Where the kernel tells the state of a disk; the controller of a dead NVMe stays when its disk has gone. */
export function stateFile(disk: string): string {
  return isNvme(disk) ? `/sys/class/nvme/${disk}/state` : `/sys/class/block/${disk}/device/state`;
}

export function errorFile(disk: string): string | undefined {
  return isNvme(disk) ? undefined : `/sys/class/block/${disk}/device/ioerr_cnt`;
}

export type DiskState = "fine" | "passing" | "lost";

/** drivers/scsi/scsi_sysfs.c, sdev_states, and drivers/nvme/host/sysfs.c, nvme_sysfs_show_state. */
const STATES: Readonly<Record<string, DiskState>> = {
  running: "fine",
  live: "fine",
  new: "fine",
  created: "passing",
  "created-blocked": "passing",
  quiesce: "passing",
  resetting: "passing",
  connecting: "passing",
  offline: "lost",
  "transport-offline": "lost",
  blocked: "lost",
  cancel: "lost",
  deleted: "lost",
  deleting: "lost",
  "deleting (no IO)": "lost",
  dead: "lost",
};

/** Undefined for a word that no kernel says. */
export function judgeState(text: string | undefined): DiskState | undefined {
  return text !== undefined && Object.hasOwn(STATES, text) ? STATES[text] : undefined;
}

/** ioerr_cnt is printed as "0x1f" (scsi_sysfs.c, show_iostat). */
export function parseIoErrors(text: string): number | undefined {
  const count = /^0x[0-9a-f]{1,12}$/.test(text) ? Number(text) : undefined;
  return count !== undefined && Number.isSafeInteger(count) ? count : undefined;
}

/**
 * The counter takes every command that did not end well, also inquiries that a disk need not know, and each ATA pass-through of smartctl: a few
 * with every look of each monitor. So only many more than at the last look are told.
 */
export const GROWTH = 100;

/** How many more than the last look kept, in the same boot; undefined where there is nothing to compare with. */
export function growthOf(disk: string, count: number, last: Kept | undefined): number | undefined {
  const lines = last?.facts.errors;
  const line = Array.isArray(lines) ? lines.find((one) => one.startsWith(`${disk} `)) : undefined;
  const before = line === undefined ? undefined : Number(line.slice(disk.length + 1));
  return before === undefined || !Number.isSafeInteger(before) || count < before ? undefined : count - before;
}
