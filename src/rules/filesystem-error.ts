import { defineRule } from "../core/index.ts";

/**
 * A file system of the host found itself damaged or could not write: guests' disks on it are at risk (manual 4.9; repaired by fsck with its
 * guests back does not count as lost). fs/ext4/super.c, fs/jbd2, fs/xfs (in-memory corruption names its place since 5.15), fs/btrfs; the
 * state in brackets since 5.17. Images behind loop and nbd devices are guests' and no fault of the host.
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
        /^JBD2: (?<error>Detected IO errors while flushing file data|Error -?\d{1,4} detected when updating journal superblock) (?:on|for) (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})-/,
    },
    {
      from: "kernel",
      contains: "EXT4-fs (",
      match:
        /^EXT4-fs \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): (?<error>Delayed block allocation failed|This should not happen!! Data will be lost|error count since last fsck|I\/O error while writing superblock|previous I\/O error to superblock|warning: mounting fs with errors)/,
    },
    {
      from: "kernel",
      contains: "XFS (",
      match:
        /^XFS \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): (?<error>(?:Corruption (?:of|detected)|Metadata (?:corruption|CRC error)|[Mm]etadata I\/O [Ee]rror|[Ll]og I\/O [Ee]rror|writeback error|Internal error|Filesystem has been shut down)[^\n]{0,120})/,
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
