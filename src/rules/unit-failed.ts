import { defineRule } from "../core/index.ts";

/**
 * A service of the host failed: without docker or containerd no nova-compute, without libvirtd no guest starts or stops (manual 4.10).
 * systemd says "Failed with result" since 229, and its "Unit entered failed state" before it is the same event; 219 has only that. Ubuntu 16.04 calls libvirtd libvirt-bin, and
 * libvirtd is its alias. "Started"
 * names the unit since 249 where the distribution wants it (Debian 12, Ubuntu 24.04), before that only its description.
 */
export default defineRule({
  id: "unit-failed",
  title: { en: "Service of the host failed", ko: "호스트 서비스 장애(systemd unit failed)" },
  source: "record",
  patterns: [
    {
      from: "systemd",
      contains: ".service: Failed with result ",
      match:
        /^(?<unit>libvirtd|virtqemud|docker|containerd|crio|kubelet|(?:openstack-)?nova-[a-z-]{1,40}|neutron-[a-z0-9-]{1,40}|hostroute[a-z-]{0,40}|bird6?|frr|openvswitch(?:-switch)?|ovs-vswitchd|ovsdb-server|ovn-controller)\.service: Failed with result '(?<result>[a-z-]{1,32})'/,
      status: "critical",
    },
    {
      from: "systemd",
      contains: ".service: Failed with result ",
      match:
        /^(?<unit>virt(?:log|lock|network|storage|nodedev|nwfilter|interface|secret|proxy)d|libvirt-guests|chrony|chronyd|ntp|ntpd|multipathd|multipath-tools|iscsid|open-iscsi|ssh|sshd|rsyslog|networking|NetworkManager|monit|smartmontools|smartd|rasdaemon|mcelog|systemd-(?:journald|networkd|resolved|udevd|timesyncd|machined))\.service: Failed with result '(?<result>[a-z-]{1,32})'/,
    },
    {
      from: "systemd",
      contains: ".service entered failed state",
      match:
        /^Unit (?<unit>libvirtd|docker|containerd|kubelet|(?:openstack-)?nova-[a-z-]{1,40}|neutron-[a-z0-9-]{1,40}|hostroute[a-z-]{0,40}|bird6?|openvswitch(?:-switch)?|ovs-vswitchd|ovsdb-server)\.service entered (?<result>failed) state/,
      status: "critical",
    },
    {
      from: "systemd",
      contains: ".service entered failed state",
      match:
        /^Unit (?<unit>virt(?:log|lock|network|storage|nodedev|nwfilter|interface|secret|proxy)d|libvirt-guests|chrony|chronyd|ntp|ntpd|multipathd|multipath-tools|iscsid|open-iscsi|ssh|sshd|rsyslog|networking|NetworkManager|monit|smartmontools|smartd|rasdaemon|mcelog|systemd-(?:journald|networkd|resolved|udevd|timesyncd|machined))\.service entered (?<result>failed) state/,
    },
    {
      from: "systemd",
      contains: "libvirt-bin.service: Failed with result ",
      match: /^libvirt-bin\.service: Failed with result '(?<result>[a-z-]{1,32})'/,
      status: "critical",
      means: { "krane.systemd.unit": "libvirtd" },
    },
  ],
  clears: [
    {
      from: "systemd",
      contains: ".service - ",
      match: /^Started (?<unit>[A-Za-z][A-Za-z0-9-]{1,50})\.service - /,
    },
    {
      from: "systemd",
      contains: "Started Docker Application Container Engine",
      match: /^Started Docker Application Container Engine/,
      means: { "krane.systemd.unit": "docker" },
    },
    {
      from: "systemd",
      contains: "Started containerd container runtime",
      match: /^Started (?<unit>containerd) container runtime/,
    },
    {
      from: "systemd",
      contains: "Started kubelet: The Kubernetes Node Agent",
      match: /^Started (?<unit>kubelet): The Kubernetes Node Agent/,
    },
    {
      from: "systemd",
      contains: "Started Virtualization daemon",
      match: /^Started Virtualization daemon/,
      means: { "krane.systemd.unit": "libvirtd" },
    },
    {
      from: "systemd",
      contains: "Started Virtual machine log manager",
      match: /^Started Virtual machine log manager/,
      means: { "krane.systemd.unit": "virtlogd" },
    },
    {
      from: "systemd",
      contains: "Started chrony, an NTP client/server",
      match: /^Started (?<unit>chrony), an NTP client\/server/,
    },
    {
      from: "systemd",
      contains: "Started OpenStack Compute",
      match: /^Started OpenStack Compute/,
      means: { "krane.systemd.unit": "nova-compute" },
    },
    {
      from: "systemd",
      contains: "Started Open vSwitch Forwarding Unit",
      match: /^Started Open vSwitch Forwarding Unit/,
      means: { "krane.systemd.unit": "ovs-vswitchd" },
    },
    {
      from: "systemd",
      contains: "Started libvirt legacy monolithic daemon",
      match: /^Started libvirt legacy monolithic daemon/,
      means: { "krane.systemd.unit": "libvirtd" },
    },
    {
      from: "systemd",
      contains: "Started libvirt QEMU daemon",
      match: /^Started libvirt QEMU daemon/,
      means: { "krane.systemd.unit": "virtqemud" },
    },
    {
      from: "systemd",
      contains: "Started Virtualization qemu daemon",
      match: /^Started Virtualization qemu daemon/,
      means: { "krane.systemd.unit": "virtqemud" },
    },
    {
      from: "systemd",
      contains: "Started Virtual machine lock manager",
      match: /^Started Virtual machine lock manager/,
      means: { "krane.systemd.unit": "virtlockd" },
    },
    {
      from: "systemd",
      contains: "Started OpenStack Nova Compute Server",
      match: /^Started OpenStack Nova Compute Server/,
      means: { "krane.systemd.unit": "openstack-nova-compute" },
    },
    {
      from: "systemd",
      contains: "Started Open vSwitch Database Unit",
      match: /^Started Open vSwitch Database Unit/,
      means: { "krane.systemd.unit": "ovsdb-server" },
    },
    {
      from: "systemd",
      contains: "Started Device-Mapper Multipath Device Controller",
      match: /^Started Device-Mapper Multipath Device Controller/,
      means: { "krane.systemd.unit": "multipathd" },
    },
    {
      from: "systemd",
      contains: "Started NTP client/server",
      match: /^Started NTP client\/server/,
      means: { "krane.systemd.unit": "chronyd" },
    },
    {
      from: "systemd",
      contains: "Started OpenBSD Secure Shell server",
      match: /^Started OpenBSD Secure Shell server/,
      means: { "krane.systemd.unit": "ssh" },
    },
    {
      from: "systemd",
      contains: "Started System Logging Service",
      match: /^Started System Logging Service/,
      means: { "krane.systemd.unit": "rsyslog" },
    },
    {
      from: "systemd",
      contains: "Started Network Time Synchronization",
      match: /^Started Network Time Synchronization/,
      means: { "krane.systemd.unit": "systemd-timesyncd" },
    },
  ],
  attributes: { "krane.systemd.unit": "unit", "krane.systemd.result": "result" },
  subject: { type: "service", name: "krane.systemd.unit" },
  status: "warning",
  reason: "UnitFailed",
  message: {
    en: "{krane.systemd.unit}.service failed ({krane.systemd.result})",
    ko: "{krane.systemd.unit}.service 장애({krane.systemd.result})",
  },
  runbook: "host-service-failed",
  case: "4.10",
});
