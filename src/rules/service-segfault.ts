import { defineRule } from "../core/index.ts";

/**
 * A service that the guests need crashed: systemd starts most of them again, those in containers their runtime does. The line names the
 * thread, cut at 15 bytes: libvirtd's workers are "rpc-libvirtd" and "prio-rpc-libvir". arch/x86/mm/fault.c and kernel/traps.c.
 */
export default defineRule({
  id: "service-segfault",
  title: { en: "Service of the host crashed", ko: "호스트 서비스 비정상 종료(segfault)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "]: segfault at ",
      match:
        /^(?<comm>libvirtd|virt(?:qemu|log|lock)d|(?:prio-)?rpc-(?:libvir|virtqe|worker)[a-z]{0,4}|nova-[a-z-]{1,10}|neutron-[a-z-]{1,7}|dockerd|containerd(?:-shim)?|kubelet|ovs-vswitchd|ovsdb-server|(?:handler|revalidator)\d{1,3}|systemd(?:-[a-z]{1,7})?|multipathd|iscsid|chronyd)\[(?<pid>\d{1,10})\]: (?<fault>segfault) at /,
    },
    {
      from: "kernel",
      contains: "traps: ",
      match:
        /^traps: (?<comm>libvirtd|virt(?:qemu|log|lock)d|(?:prio-)?rpc-(?:libvir|virtqe|worker)[a-z]{0,4}|nova-[a-z-]{1,10}|neutron-[a-z-]{1,7}|dockerd|containerd(?:-shim)?|kubelet|ovs-vswitchd|ovsdb-server|(?:handler|revalidator)\d{1,3}|systemd(?:-[a-z]{1,7})?|multipathd|iscsid|chronyd)\[(?<pid>\d{1,10})\]:? (?:trap )?(?<fault>[a-z0-9][a-z0-9 ]{2,32}?) ip:/,
    },
  ],
  attributes: { "process.title": "comm", "process.pid": "pid", "krane.process.fault": "fault" },
  subject: { type: "service", name: "process.title" },
  status: "warning",
  reason: "ServiceCrashed",
  message: {
    en: "{process.title}: crashed ({krane.process.fault}), pid {process.pid}",
    ko: "{process.title}: 비정상 종료({krane.process.fault}), pid {process.pid}",
  },
  runbook: "host-service-failed",
  case: "4.10",
});
