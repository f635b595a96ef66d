import { defineRule } from "../core/index.ts";

/**
 * A disk could not read or write: data are lost or about to be (manual 4.9). Only disks of a host count: loop, fd, sr, ram and nbd devices
 * fail on healthy hosts (a loop device did, in 22,077 quiet lines). A partition is its disk.
 * block/blk-core.c and blk-mq.c: "blk_update_request: " up to 5.15, "print_req_error: " in 4.15 to 5.1, bare since 5.16,
 * "end_request: " up to 3.18. A target refuses
 * DISCARD and WRITE_ZEROES in its health, so of its errors only operations 0 to 2 count, which kernels before 5.2 do not name; there the disk's sense key
 * tells (Hardware Error is a "critical target error").
 */
export default defineRule({
  id: "disk-io-error",
  title: { en: "Disk I/O error", ko: "디스크 I/O 오류" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: " error, dev ",
      match:
        /^(?:blk_update_request: |print_req_error: |end_request: )?(?<error>I\/O|critical medium|critical space allocation|recoverable transport|timeout|protection|device offline) error, dev (?<disk>[shv]d[a-z]{1,4}|xvd[a-z]{1,3}|nvme\d{1,4}(?:c\d{1,4})?n\d{1,4}|(?:dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d{1,5})(?:p?\d{1,3})?, sector (?<sector>\d{1,20})/,
    },
    {
      from: "kernel",
      contains: "critical target error, dev ",
      match:
        /^(?:blk_update_request: )?(?<error>critical target) error, dev (?<disk>[shv]d[a-z]{1,4}|xvd[a-z]{1,3}|nvme\d{1,4}(?:c\d{1,4})?n\d{1,4}|(?:dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d{1,5})(?:p?\d{1,3})?, sector (?<sector>\d{1,20}) op 0x[0-2]:/,
    },
    {
      from: "kernel",
      contains: "Buffer I/O error on dev",
      match:
        /^(?<error>Buffer I\/O) error on dev(?:ice)? (?<disk>[shv]d[a-z]{1,4}|xvd[a-z]{1,3}|nvme\d{1,4}(?:c\d{1,4})?n\d{1,4}|(?:dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d{1,5})(?:p?\d{1,3})?, logical block \d{1,20}/,
    },
    {
      from: "kernel",
      contains: "Sense Key : Hardware Error",
      match:
        /^sd \d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}: \[(?<disk>sd[a-z]{1,4})\] (?:tag#\d{1,5} )?Sense Key : Hardware Error/,
      means: { "krane.disk.error": "hardware" },
    },
  ],
  attributes: { "system.device": "disk", "krane.disk.error": "error", "krane.disk.sector": "sector" },
  subject: { type: "disk", name: "system.device" },
  status: "critical",
  reason: "DiskIoError",
  message: {
    en: "{system.device}: {krane.disk.error} error",
    ko: "{system.device}: {krane.disk.error} 오류",
  },
  runbook: "disk-failing",
  case: "4.9",
});
