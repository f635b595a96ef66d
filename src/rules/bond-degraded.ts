import { defineRule } from "../core/index.ts";

/**
 * A bond runs without one of its sides: no redundancy, half the bandwidth, guests go on. drivers/net/bonding/bond_main.c: "for interface
 * eth0, disabling it" up to 5.1, "(slave eth0): ..., disabling slave" since; "bonding: " before it up to 3.12. With ARP monitoring it is "is
 * now down".
 */
export default defineRule({
  id: "bond-degraded",
  title: { en: "Bond lost one of its interfaces", ko: "본딩 슬레이브 다운" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "link status definitely down",
      match:
        /^(?:bonding: )?(?<bond>[^\s:/]{1,15}): link status definitely down for interface (?<nic>[^\s:/,]{1,15}), disabling/,
    },
    {
      from: "kernel",
      contains: "link status definitely down",
      match:
        /^(?:bonding: )?(?<bond>[^\s:/]{1,15}): \(slave (?<nic>[^\s:/)]{1,15})\): link status definitely down, disabling/,
    },
    {
      from: "kernel",
      contains: " is now down",
      match: /^(?<bond>[^\s:/]{1,15}): (?:backup )?interface (?<nic>[^\s:/]{1,15}) is now down/,
    },
    {
      from: "kernel",
      contains: "): interface is now down",
      match: /^(?<bond>[^\s:/]{1,15}): \(slave (?<nic>[^\s:/)]{1,15})\): interface is now down/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: " is now up",
      match: /^(?<bond>[^\s:/]{1,15}): (?:backup )?interface (?<nic>[^\s:/]{1,15}) is now up/,
    },
    {
      from: "kernel",
      contains: "): interface is now up",
      match: /^(?<bond>[^\s:/]{1,15}): \(slave (?<nic>[^\s:/)]{1,15})\): interface is now up/,
    },
    {
      from: "kernel",
      contains: "link status definitely up",
      match: /^(?:bonding: )?(?<bond>[^\s:/]{1,15}): link status definitely up for interface (?<nic>[^\s:/,]{1,15})/,
    },
    {
      from: "kernel",
      contains: "link status definitely up",
      match: /^(?:bonding: )?(?<bond>[^\s:/]{1,15}): \(slave (?<nic>[^\s:/)]{1,15})\): link status definitely up/,
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
