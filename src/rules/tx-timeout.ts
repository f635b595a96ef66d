import { defineRule } from "../core/index.ts";

/**
 * A NIC stopped sending for seconds; its driver resets it, and guests behind it lose packets until then. net/sched/sch_generic.c,
 * dev_watchdog(): within a WARNING and by "eth0 (ixgbe)" up to 6.6, by the device's own prefix since, milliseconds since 6.4. Two of
 * Intel's drivers see a hang by themselves (e1000e/netdev.c, ixgbe_main.c: "Unit Hang") and reset the card before the watchdog speaks. What other
 * drivers print besides the watchdog's line ("tx_timeout: VSI_seid") is the same event.
 */
export default defineRule({
  id: "tx-timeout",
  title: { en: "NIC stopped sending", ko: "NIC 송신 중단(TX timeout)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "NETDEV WATCHDOG: ",
      match:
        /^NETDEV WATCHDOG: (?<nic>[^\s:/]{1,15}) \([^\n)]{1,32}\): (?<failure>transmit queue (?<queue>\d{1,5}) timed out)/,
    },
    {
      from: "kernel",
      contains: "NETDEV WATCHDOG: ",
      match:
        /^(?:\S{1,64} \S{1,64} )?(?<nic>[^\s:/]{1,15}): NETDEV WATCHDOG: CPU: \d{1,5}: (?<failure>transmit queue (?<queue>\d{1,5}) timed out)/,
    },
    {
      from: "kernel",
      contains: " Unit Hang",
      match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): Detected (?<failure>(?:Tx|Hardware) Unit Hang)/,
    },
  ],
  attributes: {
    "network.interface.name": "nic",
    "krane.network.queue": "queue",
    "krane.network.failure": "failure",
  },
  subject: { type: "nic", name: "network.interface.name" },
  status: "critical",
  reason: "TransmitTimeout",
  message: {
    en: "{network.interface.name}: NIC stopped sending: {krane.network.failure}",
    ko: "{network.interface.name}: NIC 송신 중단: {krane.network.failure}",
  },
  runbook: "network-degraded",
  case: "4.8",
});
