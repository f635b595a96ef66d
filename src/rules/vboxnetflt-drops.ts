import { defineRule } from "../core/index.ts";

/**
 * VirtualBox' network filter says at its end how many packets for the host it could not hand over (seed 000; VBoxNetFlt-linux.c).
 * "0 out of n" is its ordinary farewell.
 */
export default defineRule({
  id: "vboxnetflt-drops",
  title: { en: "Packets to the host were dropped by VirtualBox", ko: "VirtualBox 네트워크 필터의 패킷 유실" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "packets were not sent",
      match: /^vboxnetflt: (?<dropped>[1-9]\d{0,14}) out of (?<total>[1-9]\d{0,14}) packets were not sent/,
    },
  ],
  attributes: { "krane.network.packets.dropped": "dropped", "krane.network.packets.total": "total" },
  percentages: {
    "krane.network.packets.dropped_percent": ["krane.network.packets.dropped", "krane.network.packets.total"],
  },
  subject: { type: "host" },
  status: "warning",
  reason: "PacketsNotSent",
  message: {
    en: "{krane.network.packets.dropped} of {krane.network.packets.total} packets ({krane.network.packets.dropped_percent} %) were not sent",
    ko: "패킷 {krane.network.packets.total}개 중 {krane.network.packets.dropped}개({krane.network.packets.dropped_percent} %)가 전송되지 않음",
  },
  runbook: "host-only-interface",
});
