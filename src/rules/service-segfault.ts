import { defineRule } from "../core/index.ts";

/**
 * A service that the guests need crashed: systemd starts most of them again, those in containers their runtime does. The line names the
 * thread, cut at 15 bytes: libvirtd's workers are "rpc-libvirtd" and "prio-rpc-libvir", those
 * of its guests "vm-" and the guest, others are told by its drivers; rsyslog's are "rs:main Q:Reg" and "in:imklog". arch/x86/mm/fault.c and kernel/traps.c.
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
        /^(?<comm>libvirtd|virt(?:qemu|log|lock|network|storage|nodedev|secret|proxy)d|vm-instance-\w{0,3}|(?:prio-)?rpc-(?:libvir|virtqe|worker)[a-z]{0,4}|nova-[a-z-]{1,10}|neutron-[a-z-]{1,7}|dockerd|containerd(?:-shim)?|kubelet|ovs-vswitchd|ovsdb-server|(?:handler|revalidator)\d{1,3}|systemd(?:-[a-z]{1,7})?|multipathd|iscsid|chronyd|bird6?|ovn-controller|crio|rs:main Q:Reg|in:im[a-z]{1,10})\[(?<pid>\d{1,10})\]: (?<fault>segfault) at /,
    },
    {
      from: "kernel",
      contains: "traps: ",
      match:
        /^traps: (?<comm>libvirtd|virt(?:qemu|log|lock|network|storage|nodedev|secret|proxy)d|vm-instance-\w{0,3}|(?:prio-)?rpc-(?:libvir|virtqe|worker)[a-z]{0,4}|nova-[a-z-]{1,10}|neutron-[a-z-]{1,7}|dockerd|containerd(?:-shim)?|kubelet|ovs-vswitchd|ovsdb-server|(?:handler|revalidator)\d{1,3}|systemd(?:-[a-z]{1,7})?|multipathd|iscsid|chronyd|bird6?|ovn-controller|crio|rs:main Q:Reg|in:im[a-z]{1,10})\[(?<pid>\d{1,10})\]:? (?:trap )?(?<fault>[a-z0-9][a-z0-9 ]{2,32}?) ip:/,
    },
    {
      from: "kernel",
      contains: "]: segfault at ",
      match:
        /^(?<comm>[^\n[\]]{1,16})\[(?<pid>\d{1,10})\]: (?<fault>segfault) at [0-9a-f]{1,16} ip [0-9a-f]{8,16} sp [0-9a-f]{8,16} error [0-9a-f]{1,4} in libvirt_driver_\w{1,32}\.so/,
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
