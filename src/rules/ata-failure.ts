import { defineRule } from "../core/index.ts";

/**
 * A SATA disk failed a command or its link was reset; "disabled" is the end of it. An empty port says "SATA link down" at each boot, a CD
 * drive fails PACKET commands: neither is a fault. drivers/ata/libata-eh.c, 4.4 to 6.12 ("disable device" since 5.18).
 */
export default defineRule({
  id: "ata-failure",
  title: { en: "SATA disk or link failed", ko: "SATA 디스크 또는 링크 장애" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "exception Emask ",
      match:
        /^(?<port>ata\d{1,3})(?:\.\d{2})?: (?<failure>exception Emask 0x[0-9a-f]{1,8}) SAct 0x[0-9a-f]{1,8} SErr 0x[0-9a-f]{1,8} action 0x[0-9a-f]{1,4}(?: t\d{1,2})? frozen/,
    },
    {
      from: "kernel",
      contains: ": failed command: ",
      match: /^(?<port>ata\d{1,3})\.\d{2}: (?<failure>failed command: (?:READ|WRITE|FLUSH)[A-Z ]{0,32})/,
    },
    {
      from: "kernel",
      contains: ": hard resetting link",
      match: /^(?<port>ata\d{1,3})(?:\.\d{2})?: (?<failure>hard resetting link)/,
    },
    {
      from: "kernel",
      contains: ": reset failed, giving up",
      match: /^(?<port>ata\d{1,3})(?:\.\d{2})?: (?<failure>reset failed, giving up)/,
      status: "critical",
    },
    {
      from: "kernel",
      contains: ": disable",
      match: /^(?<port>ata\d{1,3})\.\d{2}: (?<failure>disabled|disable device)/,
      status: "critical",
    },
  ],
  attributes: { "krane.ata.port": "port", "krane.disk.failure": "failure" },
  subject: { type: "disk", name: "krane.ata.port" },
  status: "warning",
  reason: "AtaFailed",
  message: {
    en: "{krane.ata.port}: {krane.disk.failure}",
    ko: "{krane.ata.port}: {krane.disk.failure} 발생",
  },
  runbook: "disk-failing",
  case: "4.6",
});
