import { defineRule } from "../core/index.ts";

/**
 * An interface lost its carrier: every guest behind an uplink is cut off. Wording by driver: "NIC Link is Down" (e1000e, igb, ixgbe, i40e,
 * ice, bnx2x, bnxt_en; bnx2 names the medium), "Link down" (mlx5_core, mlx4_en capitalises it), "Link is down" (tg3, qede), "Link is Down"
 * (be2net), "link down" (sfc, cxgb4), "Link DOWN" (enic); virtio_net prints nothing (measured). r8169 and phylib's drivers say it at each
 * boot before the first "Link is Up", so they are left out. NetworkManager says it for any, of guests' taps and containers' veths as well:
 * names that begin as theirs do not count. A bond's side that goes down with it is bond-degraded.
 */
export default defineRule({
  id: "link-down",
  title: { en: "Network link is down", ko: "네트워크 링크 단절" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "Link is Down",
      match:
        /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:\w{1,16}: [^\s:/]{1,15} )?NIC (?:Copper |SerDes )?Link is Down/,
    },
    {
      from: "kernel",
      contains: "Link is Down",
      match: /^\w{1,32}: (?<nic>[^\s:/]{1,15}) NIC (?:Copper |SerDes )?Link is Down/,
    },
    { from: "kernel", contains: ": Link down", match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): Link down/ },
    {
      from: "kernel",
      contains: "Link is down",
      match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:NIC )?Link is down/,
    },
    { from: "kernel", contains: ": Link Down", match: /^mlx4_en: (?<nic>[^\s:/]{1,15}): Link Down/ },
    {
      from: "kernel",
      contains: ": link down",
      match: /^(?:sfc|cxgb4) \S{1,64} (?<nic>[^\s:/]{1,15}): link down/,
    },
    { from: "kernel", contains: ": Link DOWN", match: /^enic \S{1,64} (?<nic>[^\s:/]{1,15}): Link DOWN/ },
    {
      from: "kernel",
      contains: ")]Link is down",
      match: /^(?:qede \S{1,64} )?\[qede_link_update:\d{1,6}\((?<nic>[^\s:/)]{1,15})\)\]Link is down/,
    },
    { from: "kernel", contains: ": Link is Down", match: /^be2net \S{1,64} (?<nic>[^\s:/]{1,15}): Link is Down/ },
    {
      from: "NetworkManager",
      contains: "link disconnected",
      match:
        /^(?:<info> {1,4}(?:\[[\d.]{1,24}\] )?)?(?:device )?\((?<nic>(?:[aefghijkmnoprsuxyzA-Z\d]|bond|lan|team|vboxnet|vlan)[^)\s]{0,14})\): (?:carrier: )?link disconnected/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "Link is Up",
      match:
        /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:\w{1,16}: [^\s:/]{1,15} )?NIC (?:Copper |SerDes )?Link is Up/,
    },
    {
      from: "kernel",
      contains: "Link is Up",
      match: /^\w{1,32}: (?<nic>[^\s:/]{1,15}) NIC (?:Copper |SerDes )?Link is Up/,
    },
    { from: "kernel", contains: ": Link up", match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): Link up/ },
    { from: "kernel", contains: "Link is up", match: /^\S{1,64} \S{1,64} (?<nic>[^\s:/]{1,15}): (?:NIC )?Link is up/ },
    { from: "kernel", contains: ": Link Up", match: /^mlx4_en: (?<nic>[^\s:/]{1,15}): Link Up/ },
    {
      from: "kernel",
      contains: ": link up",
      match: /^(?:sfc|cxgb4) \S{1,64} (?<nic>[^\s:/]{1,15}): link up/,
    },
    { from: "kernel", contains: ": Link UP", match: /^enic \S{1,64} (?<nic>[^\s:/]{1,15}): Link UP/ },
    {
      from: "kernel",
      contains: ")]Link is up",
      match: /^(?:qede \S{1,64} )?\[qede_link_update:\d{1,6}\((?<nic>[^\s:/)]{1,15})\)\]Link is up/,
    },
    { from: "kernel", contains: ": Link is Up", match: /^be2net \S{1,64} (?<nic>[^\s:/]{1,15}): Link is Up/ },
    {
      from: "NetworkManager",
      contains: "link connected",
      match:
        /^(?:<info> {1,4}(?:\[[\d.]{1,24}\] )?)?(?:device )?\((?<nic>(?:[aefghijkmnoprsuxyzA-Z\d]|bond|lan|team|vboxnet|vlan)[^)\s]{0,14})\): (?:carrier: )?link connected/,
    },
  ],
  attributes: { "network.interface.name": "nic" },
  subject: { type: "nic", name: "network.interface.name" },
  status: "warning",
  reason: "LinkDown",
  message: { en: "{network.interface.name}: link is down", ko: "{network.interface.name}: 링크 단절" },
  runbook: "link-down",
});
