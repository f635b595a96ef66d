import type { Answer, Attributes, FileSystem, Status, Subject, Verdict } from "../../core/index.ts";
import { lookCause } from "../feature.ts";
import { type FstabEntry, parseFstab } from "../unit/fstab.ts";
import { type Mount, parseMountinfo, parseMounts } from "./mounts.ts";

/** File systems on disks of this host; asking one of a network (NFS, Ceph) can hang for ever, the others hold no data. */
const LOCAL: readonly string[] = ["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "vfat", "f2fs", "jfs", "bcachefs"];
/** Volumes of containers and snaps: not the host's room, and there can be thousands. */
const NOT_THE_HOSTS = /^\/(?:run|snap|var\/snap|var\/lib\/(?:kubelet|docker|containers|containerd))\//;
const MOST = 64;

export interface MountFacts {
  readonly mountinfo: Answer<string>;
  readonly mounts: Answer<string>;
}

export function mountsOf({ mountinfo, mounts }: MountFacts): readonly Mount[] | undefined {
  const read = mountinfo.known ? parseMountinfo(mountinfo.value) : mounts.known ? parseMounts(mounts.value) : [];
  return read.length === 0 ? undefined : read;
}

/** One and the same room: btrfs numbers each subvolume as a device of its own, datasets of ZFS share their pool. */
function roomOf({ type, source, device }: Mount): string {
  if (type === "zfs") return `zfs ${source.split("/", 1).join("")}`;
  return type === "btrfs" ? `btrfs ${source}` : device;
}

function before(one: Mount, other: Mount): number {
  return Number(other.whole) - Number(one.whole) || one.mountPoint.length - other.mountPoint.length;
}

/** The host's own file systems, each once, by its shortest mount point. */
export function ownFileSystems(mounts: readonly Mount[]): readonly Mount[] {
  const own = mounts.filter(({ type, mountPoint }) => LOCAL.includes(type) && !NOT_THE_HOSTS.test(mountPoint));
  const rooms = new Map<string, Mount>();
  for (const mount of own.toSorted(before)) if (!rooms.has(roomOf(mount))) rooms.set(roomOf(mount), mount);
  return [...rooms.values()].slice(0, MOST);
}

/** Places that the host and its guests write to all the time. */
const BUSY: readonly string[] = [
  "/",
  "/var",
  "/var/log",
  "/var/lib",
  "/var/lib/nova",
  "/var/lib/nova/instances",
  "/var/lib/libvirt",
  "/var/lib/libvirt/images",
  "/var/lib/docker",
  "/var/lib/containerd",
];

const GIB = 2 ** 30;
/**
 * Both a share and an amount, as a share alone calls 9 TB of 100 TB scarce. 100 GiB and 20 GiB are what one or two guests of the site's
 * sizes still take; a disk of 200 GB (template OS200G) warns at 20 GB and is critical at 6 GB, in the share alone.
 */
const LOW = { percent: 10, bytes: 100 * GIB, inodes: 1_000_000 };
const GONE = { percent: 3, bytes: 20 * GIB, inodes: 100_000 };
/** A busy small file system is low below 1 GiB, but one of 1 GiB is not low because it is small. */
const BUSY_LOW = { percent: 25, bytes: GIB };

export type DiskReason = "RoomEnough" | "RoomLow" | "RoomGone" | "InodesLow" | "FileSystemReadOnly" | "RoomUnseen";

function share(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part * 1000) / whole) / 10;
}

function judgeInodes({ inodes, freeInodes }: FileSystem): Status {
  if (inodes === 0) return "ok";
  const percent = share(freeInodes, inodes);
  if (percent < GONE.percent && freeInodes < GONE.inodes) return "critical";
  return percent < LOW.percent && freeInodes < LOW.inodes ? "warning" : "ok";
}

function judgeRoom({ bytes, availableBytes }: FileSystem, mountPoint: string): Status {
  const percent = share(availableBytes, bytes);
  if (percent < GONE.percent && availableBytes < GONE.bytes) return "critical";
  if (percent < LOW.percent && availableBytes < LOW.bytes) return "warning";
  const isBusy = BUSY.includes(mountPoint) && percent < BUSY_LOW.percent && availableBytes < BUSY_LOW.bytes;
  return isBusy ? "warning" : "ok";
}

type Judged = Readonly<{ status: Status; reason: DiskReason }>;

function judge(system: FileSystem, mountPoint: string): Judged {
  const [room, inodes] = [judgeRoom(system, mountPoint), judgeInodes(system)];
  if (room === "critical") return { status: room, reason: "RoomGone" };
  if (inodes !== "ok") return { status: inodes, reason: "InodesLow" };
  return room === "ok" ? { status: room, reason: "RoomEnough" } : { status: room, reason: "RoomLow" };
}

/**
 * The kernel has turned the file system read-only after an error: since 6.15 it says so ("emergency_ro", fs/ext4/super.c), before it is
 * "ro" where fstab wants "rw", or where nothing is said and only an error can have done it. vfat (/boot/efi) holds nothing that is written.
 */
function brokeDown({ type, mountPoint, options }: Mount, fstab: readonly FstabEntry[]): boolean {
  if (options.includes("emergency_ro")) return true;
  if (!options.includes("ro") || type === "vfat") return false;
  const entry = fstab.find((one) => one.mountPoint.replace(/(?<=.)\/$/, "") === mountPoint);
  return entry === undefined ? options.includes("errors=remount-ro") : !entry.options.includes("ro");
}

function roomAttributes({ bytes, availableBytes, inodes, freeInodes }: FileSystem): Attributes {
  return {
    "krane.filesystem.size_bytes": bytes,
    "krane.filesystem.available_bytes": availableBytes,
    "krane.filesystem.available_mib": Math.floor(availableBytes / 2 ** 20),
    "krane.filesystem.available_percent": share(availableBytes, bytes),
    ...(inodes === 0 ? {} : { "krane.filesystem.free_inodes_percent": share(freeInodes, inodes) }),
  };
}

function subjectOf({ mountPoint, source }: Mount): Subject {
  return { type: "disk", name: mountPoint, id: source };
}

/** A file system, what is left of it, and what /etc/fstab says. */
export interface Room {
  readonly mount: Mount;
  readonly system: Answer<FileSystem>;
  readonly fstab: string;
}

export function roomVerdict({ mount, system, fstab }: Room): Verdict<DiskReason> {
  const attributes = {
    "system.filesystem.mountpoint": mount.mountPoint,
    "system.filesystem.type": mount.type,
    "system.device": mount.source,
    ...(system.known ? roomAttributes(system.value) : {}),
  };
  const rest = { subject: subjectOf(mount), attributes, evidence: [mount.line.slice(0, 512)] };
  if (brokeDown(mount, parseFstab(fstab))) return { ...rest, status: "critical", reason: "FileSystemReadOnly" };
  if (system.known) return { ...rest, ...judge(system.value, mount.mountPoint) };
  const why = { "krane.feature.cause": lookCause(system), "krane.feature.why": system.why };
  return { ...rest, status: "unknown", reason: "RoomUnseen", attributes: { ...attributes, ...why } };
}

/** Where there is no file system to judge: none of them is a disk's, or the mounts are not to be seen. */
export function noRoomVerdict({ mountinfo, mounts }: MountFacts): Verdict<"NoFileSystem" | "MountsUnseen"> {
  if (mountsOf({ mountinfo, mounts }) !== undefined) return { status: "skipped", reason: "NoFileSystem" };
  const lost = mountinfo.known ? mounts : mountinfo;
  return {
    status: "unknown",
    reason: "MountsUnseen",
    attributes: { "krane.feature.cause": lookCause(lost), "krane.feature.why": lost.known ? "no mounts" : lost.why },
  };
}
