import { defineRule } from "../core/index.ts";

/**
 * A file system of the host found itself damaged or could not write: guests' disks on it are at risk (manual 4.9; repaired by fsck with its
 * guests back does not count as lost). fs/ext4/super.c, fs/jbd2, fs/xfs (in-memory corruption names its place since 5.15), fs/btrfs; the
 * state in brackets since 5.17; fs/iomap names only the disk. XFS checks itself at a mount, so one that went well ends it; ext4 tells of old
 * errors after its mount. Images behind loop and nbd devices are guests' and no fault of the host.
 */
export default defineRule({
  id: "filesystem-error",
  title: { en: "File system error", ko: "파일시스템 오류" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "-fs error (device ",
      match:
        /^EXT[234]-fs error \(device (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})(?: state [A-Z]{1,8})?\)(?: in |: )(?<error>[^\n]{1,160})/,
    },
    {
      from: "kernel",
      contains: "Aborting journal on device ",
      match:
        /^(?<error>Aborting journal) on device (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})(?:-\d{1,3})?\./,
    },
    {
      from: "kernel",
      contains: "JBD2: ",
      match:
        /^JBD2: (?<error>Detected IO errors while flushing file data|(?:Error -?\d{1,4} detected|I\/O error(?: detected)?) when updating journal superblock) (?:on|for) (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})-/,
    },
    {
      from: "kernel",
      contains: "EXT4-fs (",
      match:
        /^EXT4-fs \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): (?<error>Delayed block allocation failed|This should not happen!! Data will be lost|error count since last fsck|I\/O error while writing superblock|previous I\/O error to superblock|warning: mounting fs with errors|failed to convert unwritten extents to written extents)/,
    },
    {
      from: "kernel",
      contains: "EXT4-fs warning (device ",
      match:
        /^EXT4-fs warning \(device (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})(?: state [A-Z]{1,8})?\): (?<error>ext4_end_bio:\d{1,5}: I\/O error|ext4_clear_journal_err:\d{1,5}: Filesystem error recorded from previous mount)/,
    },
    {
      from: "kernel",
      contains: ": writeback error on inode",
      match:
        /^(?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12}): (?<error>writeback error) on inode \d{1,20}, offset /,
    },
    {
      from: "kernel",
      contains: "XFS (",
      match:
        /^XFS \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): (?<error>(?:Corruption (?:of|detected|warning: Metadata has LSN)|Metadata (?:corruption|CRC error)|[Mm]etadata I\/O [Ee]rror|[Ll]og I\/O [Ee]rror|writeback error|Internal error|Filesystem has been shut down|I\/O Error Detected|xfs_do_force_shutdown\(0x[128]\)|xfs_log_force: error|Failing async write on buffer|page discard on page|log mount(?:\/recovery)? failed)[^\n]{0,120})/,
    },
    {
      from: "kernel",
      contains: "BTRFS",
      match:
        /^BTRFS(?: error| critical|: error) \(device (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})(?::? state [A-Z]{1,8})?\)(?: in |: )(?<error>[^\n]{1,160})/,
    },
    {
      from: "kernel",
      contains: "BTRFS warning (device ",
      match:
        /^BTRFS warning \(device (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})(?::? state [A-Z]{1,8})?\): (?<error>csum failed|checksum error)/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "XFS (",
      match:
        /^XFS \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): Ending (?:clean mount|recovery)/,
    },
  ],
  attributes: { "system.device": "disk", "krane.filesystem.error": "error" },
  subject: { type: "disk", name: "system.device" },
  status: "critical",
  reason: "FilesystemError",
  message: {
    en: "{system.device}: file system error: {krane.filesystem.error}",
    ko: "{system.device}: 파일시스템 오류: {krane.filesystem.error}",
  },
  runbook: "filesystem-damaged",
  case: "4.9",
});
