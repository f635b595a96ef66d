import { defineRule } from "../core/index.ts";

/**
 * An interface lost its carrier: every guest behind an uplink is cut off. Wording by driver: "NIC Link is Down" (e1000e, igb, ixgbe, i40e,
 * ice, bnx2x, bnxt_en), "Link down" (mlx5_core, mlx4_en capitalises it), "Link is down" (tg3), "Link is Down" (be2net); virtio_net prints
 * nothing (measured). NetworkManager says it for any. A bond's side that goes down with it is bond-degraded.
 */
export default defineRule({
  id: "link-down",
  title: { en: "Network link is down", ko: "네트워크 링크 단절" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "NIC Link is Down",
      match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:\w{1,16}: [^\s:/]{1,15} )?NIC Link is Down/,
    },
    { from: "kernel", contains: "NIC Link is Down", match: /^\w{1,32}: (?<nic>[^\s:/]{1,15}) NIC Link is Down/ },
    { from: "kernel", contains: ": Link down", match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): Link down/ },
    {
      from: "kernel",
      contains: "Link is down",
      match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:NIC )?Link is down/,
    },
    { from: "kernel", contains: ": Link Down", match: /^mlx4_en: (?<nic>[^\s:/]{1,15}): Link Down/ },
    { from: "kernel", contains: ": Link is Down", match: /^be2net \S{1,64} (?<nic>[^\s:/]{1,15}): Link is Down/ },
    {
      from: "NetworkManager",
      contains: "link disconnected",
      match: /^(?:<info> {1,4}\[[\d.]{1,24}\] )?(?:device )?\((?<nic>[^)\s]{1,15})\): (?:carrier: )?link disconnected/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "NIC Link is Up",
      match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:\w{1,16}: [^\s:/]{1,15} )?NIC Link is Up/,
    },
    { from: "kernel", contains: "NIC Link is Up", match: /^\w{1,32}: (?<nic>[^\s:/]{1,15}) NIC Link is Up/ },
    { from: "kernel", contains: ": Link up", match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): Link up/ },
    { from: "kernel", contains: "Link is up", match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:NIC )?Link is up/ },
    { from: "kernel", contains: ": Link Up", match: /^mlx4_en: (?<nic>[^\s:/]{1,15}): Link Up/ },
    { from: "kernel", contains: ": Link is Up", match: /^be2net \S{1,64} (?<nic>[^\s:/]{1,15}): Link is Up/ },
    {
      from: "NetworkManager",
      contains: "link connected",
      match: /^(?:<info> {1,4}\[[\d.]{1,24}\] )?(?:device )?\((?<nic>[^)\s]{1,15})\): (?:carrier: )?link connected/,
    },
  ],
  attributes: { "network.interface.name": "nic" },
  subject: { type: "nic", name: "network.interface.name" },
  status: "warning",
  reason: "LinkDown",
  message: { en: "{network.interface.name}: link is down", ko: "{network.interface.name}: 링크 단절" },
  runbook: "link-down",
});
