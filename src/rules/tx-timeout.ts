import { defineRule } from "../core/index.ts";

/**
 * A NIC stopped sending for seconds; its driver resets it, and guests behind it lose packets until then. net/sched/sch_generic.c,
 * dev_watchdog(): within a WARNING and by "eth0 (ixgbe)" up to 6.6, by the device's own prefix since, milliseconds since 6.4.
 */
export default defineRule({
  id: "tx-timeout",
  title: { en: "NIC stopped sending", ko: "NIC 송신 중단(TX timeout)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "NETDEV WATCHDOG: ",
      match: /^NETDEV WATCHDOG: (?<nic>[^\s:/]{1,15}) \([^\n)]{1,32}\): transmit queue (?<queue>\d{1,5}) timed out/,
    },
    {
      from: "kernel",
      contains: "NETDEV WATCHDOG: ",
      match:
        /^(?:\S{1,64} \S{1,64} )?(?<nic>[^\s:/]{1,15}): NETDEV WATCHDOG: CPU: \d{1,5}: transmit queue (?<queue>\d{1,5}) timed out/,
    },
  ],
  attributes: { "network.interface.name": "nic", "krane.network.queue": "queue" },
  subject: { type: "nic", name: "network.interface.name" },
  status: "critical",
  reason: "TransmitTimeout",
  message: {
    en: "{network.interface.name}: transmit queue {krane.network.queue} timed out",
    ko: "{network.interface.name}: 송신 큐 {krane.network.queue} 타임아웃",
  },
  runbook: "network-degraded",
  case: "4.8",
});
