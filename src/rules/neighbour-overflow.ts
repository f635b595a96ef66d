import { defineRule } from "../core/index.ts";

/**
 * The host knows more neighbours than it may keep (gc_thresh3): packets to further ones are dropped, a host with large networks or many
 * namespaces first. net/core/neighbour.c, 4.4 to 6.12.
 */
export default defineRule({
  id: "neighbour-overflow",
  title: { en: "Neighbour table overflow", ko: "ARP/neighbour 테이블 초과" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "neighbor table overflow!",
      match: /^(?:neighbour: )?(?<table>\w{1,32}): neighbor table overflow!/,
    },
  ],
  attributes: { "krane.network.neighbour_table": "table" },
  subject: { type: "host" },
  identity: ["krane.network.neighbour_table"],
  status: "critical",
  reason: "NeighbourOverflow",
  message: {
    en: "{krane.network.neighbour_table}: neighbour table overflow, packets are dropped",
    ko: "{krane.network.neighbour_table}: neighbour 테이블 초과, 패킷 드롭 중",
  },
  runbook: "network-degraded",
});
