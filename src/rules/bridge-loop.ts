import { defineRule } from "../core/index.ts";

/**
 * A bridge gets its own packets back: a loop in the network, or a guest with a stolen address; all guests of the bridge lose packets.
 * One such line is ordinary while a bond fails over. net/bridge/br_fdb.c: the address in brackets since 4.14.
 */
export default defineRule({
  id: "bridge-loop",
  title: { en: "Bridge receives its own packets", ko: "브리지 루프 의심" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: " with own address as source address",
      match: /^(?<bridge>[^\s:/]{1,15}): received packet on (?<nic>[^\s:/]{1,15}) with own address as source address/,
    },
  ],
  attributes: { "network.interface.name": "nic", "krane.network.bridge": "bridge" },
  subject: { type: "nic", name: "krane.network.bridge" },
  status: "warning",
  reason: "BridgeLoop",
  message: {
    en: "{krane.network.bridge}: its own packets come back on {network.interface.name}",
    ko: "{krane.network.bridge}: 자신이 보낸 패킷이 {network.interface.name} 에서 되돌아옴",
  },
  threshold: { count: 10, window: "1m" },
  runbook: "network-degraded",
});
