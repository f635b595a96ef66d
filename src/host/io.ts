import {
  open,
  openSync,
  promises,
  read,
  readdir,
  readdirSync,
  readlink,
  readlinkSync,
  readSync,
  type Stats,
  stat,
  statSync,
} from "node:fs";

/** The system calls that may wait for a device, each done at once or by libuv's threads. */
export interface Io {
  open(path: string, flags: number): number | Promise<number>;
  read(fd: number, into: Uint8Array, from: number, position: number | null): number | Promise<number>;
  stat(path: string): Stats | undefined | Promise<Stats | undefined>;
  readlink(path: string): string | Promise<string>;
  /** Names in a directory, at most LIST_ENTRIES and one more. */
  names(path: string): string[] | Promise<string[]>;
}

/** More than a directory of an honest host has; one with millions must not fill the memory. */
export const LIST_ENTRIES = 65_536;
/** A directory of so many bytes has 4,000 entries at least, and 87,000 at most (ext4, xfs, btrfs, tmpfs); those of the kernel have 0. */
const LARGE_BYTES = 1_048_576;

/** `readdir` takes all entries before anything can be bounded; this takes four times as long, with modules of Node that nothing else needs. */
async function namesInPortions(path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of await promises.opendir(path, { bufferSize: 256 })) {
    names.push(name);
    if (names.length > LIST_ENTRIES) break;
  }
  return names;
}

/** In this thread: 60 small files cost 2 ms of CPU. */
export const direct: Io = {
  open: (path, flags) => openSync(path, flags),
  read: (fd, into, from, position) => readSync(fd, into, from, into.length - from, position),
  stat: (path) => statSync(path, { throwIfNoEntry: false }),
  readlink: (path) => readlinkSync(path),
  names: (path) => (statSync(path).size > LARGE_BYTES ? namesInPortions(path) : readdirSync(path)),
};

type Callback<T> = (error: Error | null, value: T) => void;

function promised<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error === null ? resolve(value) : reject(error))));
}

/** In libuv's threads: 60 small files cost 7 ms (12 ms through node:fs/promises), and one that hangs does not stop the agent. */
export const pooled: Io = {
  open: (path, flags) => promised((done) => open(path, flags, done)),
  read: (fd, into, from, position) =>
    promised((done) => read(fd, into, from, into.length - from, position, (error, count) => done(error, count))),
  stat: (path) => promised<Stats>((done) => stat(path, done)),
  readlink: (path) => promised((done) => readlink(path, done)),
  async names(path) {
    const { size } = await promised<Stats>((done) => stat(path, done));
    return size > LARGE_BYTES ? namesInPortions(path) : promised((done) => readdir(path, done));
  },
};

/**
 * An attribute of sysfs: opening it asks no driver, and the kernel formats it whole at the first read (fs/seq_file.c), so that alone may
 * wait. Files of bytes, which drivers give in pages, are read on in the threads.
 */
const attribute: Io = {
  ...direct,
  read: (fd, into, from, position) => (from % 4096 === 0 ? pooled : direct).read(fd, into, from, position),
};

/**
 * Files that the kernel formats out of its own memory, whatever state any device is in: /proc/swaps, /proc/sys/*, /sys/module/*,
 * and what a PCI function was found to be (drivers/pci/pci-sysfs.c, iov.c).
 * Not among them: /proc/PID (waits for the process's memory lock), everything under a network device (waits for the RTNL lock, which a
 * dead NIC's driver can hold for ever), PCI config space, hwmon, and all file systems on disks (case 4.9 is the very moment to report).
 */
const MEMORY = [
  "/proc/sys/",
  "/proc/net/route",
  "/sys/module/",
  "/sys/firmware/",
  "/sys/kernel/mm/",
  "/sys/kernel/iommu_groups/",
  "/sys/devices/system/",
  "/sys/class/dmi/",
  "/sys/class/iommu/",
  "/sys/class/misc/",
];
const PCI = "/sys/bus/pci/devices/";
const OF_PCI = ["/class", "/sriov_totalvfs"];

function isMemory(path: string): boolean {
  if (MEMORY.some((begin) => path.startsWith(begin))) return true;
  if (path.startsWith(PCI)) return OF_PCI.some((end) => path.endsWith(end));
  return path.startsWith("/proc/") && !path.includes("/", 6);
}

/** Which names, nodes and links there are in these is told without any device (fs/kernfs/dir.c, mm/shmem.c). */
const NAMES_IN_MEMORY = ["/sys", "/dev", "/run", "/proc/net"];

function areNamesMemory(path: string): boolean {
  return NAMES_IN_MEMORY.some((root) => path === root || path.startsWith(`${root}/`));
}

/** A live host's files are read at once where that cannot block, and else where a deadline of the caller can still fire. */
export function ioFor(action: string, path: string): Io {
  if (path.includes("..")) return pooled;
  if (action !== "read") return areNamesMemory(path) || isMemory(path) ? direct : pooled;
  if (isMemory(path)) return direct;
  return path.startsWith("/sys/") ? attribute : pooled;
}
