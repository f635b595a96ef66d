import { defineRule } from "../core/index.ts";

/**
 * Leaving promiscuous mode is ordinary: 480 such lines stand in 136,521 lines of healthy logs (measured). It is a fault where the VirtualBox
 * filter lost its packets and the link went down in the same second, as the host-only interface died under a running guest (seed 000); and,
 * on the live machine, where a guest or a bridge needs the interface still. "device" is gone since Linux 6.5, drivers print name and bus
 * address instead; net/bridge/br_stp.c names the bridge that a port left, in all kernels.
 */
export default defineRule({
  id: "promiscuous-left",
  title: { en: "Network interface lost while it is needed", ko: "사용 중인 네트워크 인터페이스 유실" },
  source: "record",
  patterns: [
    { from: "kernel", contains: "left promiscuous mode", match: /^device (?<nic>[^\s:/]{1,15}) left promiscuous mode/ },
    {
      from: "kernel",
      contains: "left promiscuous mode",
      match: /^(?:\S{1,64} \S{1,64} )?(?<nic>[^\s:/]{1,15}): left promiscuous mode/,
    },
    {
      from: "kernel",
      contains: ") entered disabled state",
      live: true,
      match: /^(?<bridge>[^\s:/]{1,15}): port \d{1,5}\((?<nic>[^\s:/)]{1,15})\) entered disabled state/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "entered promiscuous mode",
      live: true,
      match: /^device (?<nic>[^\s:/]{1,15}) entered promiscuous mode/,
    },
    {
      from: "kernel",
      contains: "entered promiscuous mode",
      live: true,
      match: /^(?:\S{1,64} \S{1,64} )?(?<nic>[^\s:/]{1,15}): entered promiscuous mode/,
    },
  ],
  attributes: { "network.interface.name": "nic", "krane.network.bridge": "bridge" },
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
  whenNeeded: {
    uplink: {
      status: "critical",
      reason: "UplinkLostBridge",
      message: {
        en: "{network.interface.name}: left its bridge {krane.network.bridge}, other ports cut off: {krane.network.bridge_ports}",
        ko: "{network.interface.name}: 브리지 {krane.network.bridge} 이탈, 나머지 포트 {krane.network.bridge_ports}개 통신 단절",
      },
    },
    guest: {
      status: "critical",
      reason: "GuestInterfaceLost",
      message: {
        en: "{network.interface.name}: lost its place in the network, still used by {krane.network.needed_by}",
        ko: "{network.interface.name}: 네트워크에서 이탈, 사용 중인 VM: {krane.network.needed_by}",
      },
    },
  },
  runbook: "host-only-interface",
});
