import { defineRule } from "../core/index.ts";

/**
 * Leaving promiscuous mode is ordinary: 480 such lines stand in 136,521 lines of healthy logs (measured). It is a fault only where the
 * VirtualBox filter lost its packets and the link went down in the same second: the host-only interface died under a running guest
 * (seed 000). The word "device" is gone since Linux 6.5, drivers print their name and bus address instead.
 */
export default defineRule({
  id: "promiscuous-left",
  title: { en: "Host-only interface lost under a running guest", ko: "실행 중인 게스트의 호스트 전용 인터페이스 유실" },
  source: "record",
  patterns: [
    { from: "kernel", contains: "left promiscuous mode", match: /^device (?<nic>[^\s:/]{1,15}) left promiscuous mode/ },
    {
      from: "kernel",
      contains: "left promiscuous mode",
      match: /^(?:\S{1,64} \S{1,64} )?(?<nic>[^\s:/]{1,15}): left promiscuous mode/,
    },
  ],
  attributes: { "network.interface.name": "nic" },
  subject: { type: "nic", name: "network.interface.name" },
  status: "ok",
  reason: "PromiscuousModeLeft",
  message: {
    en: "{network.interface.name} left promiscuous mode",
    ko: "{network.interface.name}: promiscuous 모드 해제",
  },
  joins: {
    rules: ["vboxnetflt-drops", "link-down"],
    within: "1s",
    status: "critical",
    reason: "HostOnlyInterfaceLost",
    message: {
      en: "{network.interface.name}: link and promiscuous mode lost, {krane.network.packets.dropped} of {krane.network.packets.total} packets ({krane.network.packets.dropped_percent} %) were not sent",
      ko: "{network.interface.name}: 링크 단절 및 promiscuous 모드 해제, 패킷 {krane.network.packets.total}개 중 {krane.network.packets.dropped}개({krane.network.packets.dropped_percent} %)가 전송되지 않음",
    },
  },
  runbook: "host-only-interface",
});
