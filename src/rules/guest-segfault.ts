import { defineRule } from "../core/index.ts";

/**
 * qemu crashed: that guest is off, its host lives. The line names the thread, so a virtual CPU's is "CPU n/KVM"; threads of other names are
 * told by the program that they crashed in,
 * and those of migration, displays and librbd by their names. arch/x86/mm/fault.c and kernel/traps.c: "likely on CPU" since 6.1, "fault" after "general
 * protection" and "trap" before others since 4.19.
 */
export default defineRule({
  id: "guest-segfault",
  title: { en: "qemu of a guest crashed", ko: "VM 의 qemu 비정상 종료(segfault)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "]: segfault at ",
      match:
        /^(?<thread>(?<comm>qemu-system-[\w-]{1,5}|qemu-kvm|kvm|CPU \d{1,5}\/(?:KVM|TCG)|IO (?:mon_)?iothread\d{0,4}|live_migration|multifd(?:send|recv)_\d{1,3}|vnc_worker|SPICE Worker|tp_librbd|fn-radosclient)\[(?<pid>\d{1,10})\]): (?<fault>segfault) at /,
    },
    {
      from: "kernel",
      contains: "]: segfault at ",
      match:
        /^(?<thread>(?<comm>[^\n[\]]{1,16})\[(?<pid>\d{1,10})\]): (?<fault>segfault) at [0-9a-f]{1,16} ip [0-9a-f]{8,16} sp [0-9a-f]{8,16} error [0-9a-f]{1,4} in qemu-(?:system|kvm)/,
    },
    {
      from: "kernel",
      contains: "traps: ",
      match:
        /^traps: (?<thread>(?<comm>qemu-system-[\w-]{1,5}|qemu-kvm|kvm|CPU \d{1,5}\/(?:KVM|TCG)|IO (?:mon_)?iothread\d{0,4}|live_migration|multifd(?:send|recv)_\d{1,3}|vnc_worker|SPICE Worker|tp_librbd|fn-radosclient)\[(?<pid>\d{1,10})\]):? (?:trap )?(?<fault>[a-z0-9][a-z0-9 ]{2,32}?) ip:/,
    },
  ],
  attributes: {
    "krane.thread": "thread",
    "process.title": "comm",
    "process.pid": "pid",
    "krane.process.fault": "fault",
  },
  subject: { type: "guest", name: "krane.thread" },
  status: "critical",
  reason: "GuestProcessCrashed",
  message: {
    en: "{krane.thread}: qemu crashed ({krane.process.fault}), its guest is off",
    ko: "{krane.thread}: qemu 비정상 종료({krane.process.fault}), 해당 VM 중단",
  },
  runbook: "guest-crashed",
  case: "4.5",
});
