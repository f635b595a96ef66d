/** Block devices that are no hardware, or hold no inventory: drives of media, and the paths below a multipath NVMe disk. */
const NO_DISK = /^(?:loop|ram|zram|dm-|md|nbd|rbd|drbd|bcache|zd|sr|fd|nvme\d+c\d+n|mmcblk\d+(?:boot|rpmb))/;

/** iSCSI, Fibre Channel and NVMe over fabrics: LUNs of a storage network, which on a hypervisor are mostly guests' volumes. */
const REMOTE = /\/session\d+\/|\/rport-|\/nvme-fabrics\//;

const INTERFACES: readonly (readonly [path: RegExp, name: string])[] = [
  [/\/usb\d+\//, "usb"],
  [/\/nvme/, "nvme"],
  [/\/virtio\d+\//, "virtio"],
  [/\/ata\d+\//, "sata"],
  [/\/end_device-/, "sas"],
  [/\/mmc_host\//, "mmc"],
];

/** A block device by its name and where /sys/block/NAME points: undefined where it is no disk of any machine. */
export function blockPath(name: string, path: string): { readonly remote: boolean; readonly via?: string } | undefined {
  // Dual-ported NVMe disks stand under virtual, too: the kernel makes one disk of all paths to them (drivers/nvme/host/multipath.c).
  const isVirtual = path.includes("/virtual/") && !path.includes("/nvme-subsystem/");
  if (NO_DISK.test(name) || (isVirtual && !REMOTE.test(path))) return undefined;
  if (REMOTE.test(path)) return { remote: true };
  const via = INTERFACES.find(([pattern]) => pattern.test(path))?.[1];
  return via === undefined ? { remote: false } : { remote: false, via };
}
