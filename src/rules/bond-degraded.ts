import { defineRule } from "../core/index.ts";

/**
 * A bond runs without one of its sides: no redundancy, half the bandwidth, guests go on. drivers/net/bonding/bond_main.c: "for interface
 * eth0, disabling it" up to 5.1, "(slave eth0): ..., disabling slave" since.
 */
export default defineRule({
  id: "bond-degraded",
  title: { en: "Bond lost one of its interfaces", ko: "본딩 슬레이브 다운" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "link status definitely down",
      match: /^(?<bond>[^\s:/]{1,15}): link status definitely down for interface (?<nic>[^\s:/,]{1,15}), disabling/,
    },
    {
      from: "kernel",
      contains: "link status definitely down",
      match: /^(?<bond>[^\s:/]{1,15}): \(slave (?<nic>[^\s:/)]{1,15})\): link status definitely down, disabling/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "link status definitely up",
      match: /^(?<bond>[^\s:/]{1,15}): link status definitely up for interface (?<nic>[^\s:/,]{1,15})/,
    },
    {
      from: "kernel",
      contains: "link status definitely up",
      match: /^(?<bond>[^\s:/]{1,15}): \(slave (?<nic>[^\s:/)]{1,15})\): link status definitely up/,
    },
  ],
  attributes: { "network.interface.name": "nic", "krane.network.bond": "bond" },
  subject: { type: "nic", name: "network.interface.name" },
  identity: ["krane.network.bond", "network.interface.name"],
  status: "warning",
  reason: "BondDegraded",
  message: {
    en: "{krane.network.bond}: interface {network.interface.name} is down, no redundancy",
    ko: "{krane.network.bond}: 슬레이브 {network.interface.name} 다운, 이중화 상실",
  },
  runbook: "network-degraded",
  case: "4.6",
});
