import { defineRule } from "../core/index.ts";

/**
 * An NVMe disk does not answer: everything on it waits, half a minute at least, and guests' I/O fails when it is given up.
 * drivers/nvme/host/pci.c: named by its PCI address in 4.4, nvme0 since 4.9; "I/O tag" since 6.6. A controller that came back names its
 * queues (since 5.0); one over a network (tcp.c, rdma.c) says that it is connected again.
 */
export default defineRule({
  id: "nvme-failure",
  title: { en: "NVMe disk does not answer", ko: "NVMe 디스크 무응답" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: " timeout, ",
      match:
        /^nvme (?<disk>nvme\d{1,4}|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): I\/O (?:tag )?\d{1,6} (?:\([^\n)]{1,32}\) )?(?:opcode 0x[0-9a-f]{1,2} \([^\n)]{1,32}\) )?QID \d{1,5} (?<failure>timeout, (?:aborting|completion polled|disable controller|reset controller))/,
    },
    {
      from: "kernel",
      contains: "controller is down; will reset",
      match:
        /^nvme (?<disk>nvme\d{1,4}|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<failure>controller is down; will reset)/,
    },
    {
      from: "kernel",
      contains: "Device not ready; aborting",
      match:
        /^nvme (?<disk>nvme\d{1,4}|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<failure>Device not ready; aborting (?:reset|initiali[sz]ation|shutdown))/,
    },
    {
      from: "kernel",
      contains: "Removing after probe failure",
      match:
        /^nvme (?<disk>nvme\d{1,4}|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<failure>Removing after probe failure)/,
    },
    {
      from: "kernel",
      contains: "Disabling device after reset failure",
      match: /^nvme (?<disk>nvme\d{1,4}): (?<failure>Disabling device after reset failure: -?\d{1,4})/,
    },
    {
      from: "kernel",
      contains: "Failed status: ",
      match:
        /^nvme (?<disk>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<failure>Failed status: (?:0x)?[0-9a-f]{1,8}), reset controller/,
    },
    {
      from: "kernel",
      contains: "frozen state error detected",
      match: /^nvme (?<disk>nvme\d{1,4}): (?<failure>frozen state error detected)/,
    },
    {
      from: "kernel",
      contains: ": starting error recovery",
      match: /^nvme (?<disk>nvme\d{1,4}): (?<failure>starting error recovery)/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: ": Successfully reconnected",
      match: /^nvme (?<disk>nvme\d{1,4}): Successfully reconnected/,
    },
    {
      from: "kernel",
      contains: ": restart after slot reset",
      match: /^nvme (?<disk>nvme\d{1,4}): restart after slot reset/,
    },
    {
      from: "kernel",
      contains: "default/read/poll queues",
      match: /^nvme (?<disk>nvme\d{1,4}): \d{1,5}\/\d{1,5}\/\d{1,5} default\/read\/poll queues/,
    },
  ],
  attributes: { "system.device": "disk", "krane.disk.failure": "failure" },
  subject: { type: "disk", name: "system.device" },
  status: "critical",
  reason: "NvmeFailed",
  message: {
    en: "{system.device}: NVMe disk does not answer: {krane.disk.failure}",
    ko: "{system.device}: NVMe 디스크 무응답: {krane.disk.failure}",
  },
  runbook: "disk-failing",
  case: "4.9",
});
