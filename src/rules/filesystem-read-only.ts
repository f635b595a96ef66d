import { defineRule } from "../core/index.ts";

/**
 * The kernel made a file system read-only after an error: guests with disks on it stop, and so does all that wants to log (manual 4.9).
 * fs/ext4/super.c ("Remounting filesystem read-only", 4.4 to 6.12), fs/btrfs ("forced readonly"). The way back names "r/w" since 6.3; before,
 * "re-mounted." does not say which, but a mount that was forced read-only is only mounted again for writing, and a new mount starts anew.
 */
export default defineRule({
  id: "filesystem-read-only",
  title: { en: "File system became read-only", ko: "파일시스템 읽기 전용 전환" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "emounting filesystem read-only",
      match:
        /^EXT[34]-fs (?:error )?\((?:device )?(?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): (?:error: )?[Rr]emounting filesystem read-only/,
    },
    {
      from: "kernel",
      contains: "forced readonly",
      match:
        /^BTRFS(?: info|:)? \(device (?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})(?::? state [A-Z]{1,8})?\): forced readonly/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "): re-mounted. ",
      match:
        /^EXT[34]-fs \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): re-mounted\. (?:Opts|Quota)/,
    },
    {
      from: "kernel",
      contains: "): re-mounted ",
      match:
        /^EXT4-fs \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): re-mounted [0-9a-f-]{36} r\/w/,
    },
    {
      from: "kernel",
      contains: "): mounted filesystem ",
      match:
        /^EXT4-fs \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): mounted filesystem [0-9a-f-]{36} r\/w/,
    },
    {
      from: "kernel",
      contains: "): mounted filesystem with",
      match:
        /^EXT[34]-fs \((?<disk>[shv]d[a-z]{1,4}\d{0,3}|xvd[a-z]{1,3}\d{0,3}|(?:nvme|dm-|md|mmcblk|bcache|drbd|rbd|pmem)\d[\dncp]{0,12})\): mounted filesystem with(?: (?:ordered|journalled|writeback) data mode|out journal)/,
    },
  ],
  attributes: { "system.device": "disk" },
  subject: { type: "disk", name: "system.device" },
  status: "critical",
  reason: "FilesystemReadOnly",
  message: {
    en: "{system.device}: file system became read-only after an error",
    ko: "{system.device}: 오류로 파일시스템이 읽기 전용으로 전환됨",
  },
  runbook: "filesystem-damaged",
  case: "4.9",
});
