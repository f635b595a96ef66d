import { defineRule } from "../core/index.ts";

/**
 * A software RAID runs without one of its disks: the next one that fails takes the data along. drivers/md/raid1.c, raid10.c, raid5.c and
 * md.c, 4.4 to 6.12; mdadm's Monitor.c says it to syslog. Recovery done, or the spare active: over.
 */
export default defineRule({
  id: "md-degraded",
  title: { en: "Software RAID degraded", ko: "소프트웨어 RAID 이상(degraded)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "Disk failure on ",
      match: /^md\/raid\d{0,2}:(?<array>md[\w.-]{1,32}): (?<failure>Disk failure on [\w.-]{1,32})/,
    },
    {
      from: "kernel",
      contains: ": active with ",
      match: /^md\/raid1:(?<array>md[\w.-]{1,32}): (?<failure>active with (?:1 out of [2-9]|2 out of [3-9]) mirrors)/,
    },
    {
      from: "kernel",
      contains: "active with ",
      match:
        /^md\/raid\d{0,2}:(?<array>md[\w.-]{1,32}): (?:raid level \d{1,2} )?(?<failure>active with (?:1 out of [2-9]|2 out of [3-9]|3 out of [4-9]|4 out of [5-9]|5 out of [6-9]|6 out of [7-9]|7 out of [89]|8 out of 9) devices)/,
    },
    {
      from: "kernel",
      contains: "active with ",
      match:
        /^md\/raid\d{0,2}:(?<array>md[\w.-]{1,32}): (?:raid level \d{1,2} )?(?<failure>active with (?:\d out of [1-9]\d|1\d out of [2-9]\d|10 out of 1[1-9]|11 out of 1[2-9]|12 out of 1[3-9]|13 out of 1[4-9]|14 out of 1[5-9]|15 out of 1[6-9]) devices)/,
    },
    {
      from: "kernel",
      contains: ": unrecoverable I/O read error for block",
      match:
        /^md\/raid\d{0,2}:(?<array>md[\w.-]{1,32}): (?<failure>[\w.-]{1,32}: unrecoverable I\/O read error) for block/,
      status: "critical",
    },
    {
      from: "kernel",
      contains: ": read error ",
      match: /^md\/raid:(?<array>md[\w.-]{1,32}): (?<failure>read error (?:not correctable|NOT corrected))/,
      status: "critical",
    },
    {
      from: "kernel",
      contains: ": Cannot continue operation (",
      match:
        /^md\/raid\d{0,2}:(?<array>md[\w.-]{1,32}): (?<failure>Cannot continue operation \(\d{1,3}\/\d{1,3} failed\))/,
      status: "critical",
    },
    {
      from: "kernel",
      contains: "not enough operational ",
      match: /^md\/raid\d{0,2}:(?<array>md[\w.-]{1,32}): (?<failure>not enough operational (?:devices|mirrors))/,
      status: "critical",
    },
    {
      from: "mdadm",
      contains: " event detected on md device ",
      match:
        /^(?<failure>Fail|FailSpare|DegradedArray) event detected on md device \/dev\/(?:md\/)?(?<array>[\w.:-]{1,64})/,
    },
  ],
  clears: [
    { from: "kernel", contains: ": recovery done.", match: /^md: (?<array>md[\w.-]{1,32}): recovery done\./ },
    {
      from: "mdadm",
      contains: "SpareActive event detected",
      match: /^SpareActive event detected on md device \/dev\/(?:md\/)?(?<array>[\w.:-]{1,64})/,
    },
  ],
  attributes: { "system.device": "array", "krane.disk.failure": "failure" },
  subject: { type: "disk", name: "system.device" },
  status: "warning",
  reason: "RaidDegraded",
  message: {
    en: "{system.device}: RAID degraded: {krane.disk.failure}",
    ko: "{system.device}: RAID degraded: {krane.disk.failure} 감지",
  },
  runbook: "disk-failing",
  case: "4.6",
});
