import { defineRule } from "../core/index.ts";

/**
 * AppArmor kept a guest's qemu from something: a volume that cannot be attached, a start that fails. Only profiles named libvirt- and the
 * guest's UUID count; 4,733 denials of containers and snaps stood in healthy logs. security/apparmor/audit.c: class= since 6.2; the
 * journal has auditd's form of it beside the kernel's.
 */
export default defineRule({
  id: "apparmor-denied",
  title: { en: "AppArmor denied a guest's qemu", ko: "AppArmor 의 VM(qemu) 접근 거부" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: 'profile="libvirt-',
      match:
        /^(?:audit: )?type=1400 audit\(\d{1,12}\.\d{3}:\d{1,10}\): apparmor="DENIED" operation="(?<operation>\w{1,32})" (?:[^\n"]{1,32}"[^\n"]{0,64}" (?:error=-\d{1,4} )?|parent=\d{1,10} )?profile="libvirt-(?<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/\/\w{1,64})?"(?: name="(?<name>[^\n"]{1,256})")?/,
    },
    {
      from: "audit",
      contains: 'profile="libvirt-',
      match:
        /^AVC apparmor="DENIED" operation="(?<operation>\w{1,32})" (?:[^\n"]{1,32}"[^\n"]{0,64}" (?:error=-\d{1,4} )?)?profile="libvirt-(?<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/\/\w{1,64})?"(?: name="(?<name>[^\n"]{1,256})")?/,
    },
  ],
  attributes: { "krane.vm.uuid": "uuid", "krane.apparmor.operation": "operation", "file.path": "name" },
  subject: { type: "guest", name: "krane.vm.uuid" },
  status: "warning",
  reason: "ApparmorDenied",
  message: {
    en: "{krane.vm.uuid}: AppArmor denied qemu an operation ({krane.apparmor.operation})",
    ko: "{krane.vm.uuid}: AppArmor 가 qemu 의 동작을 거부함({krane.apparmor.operation})",
  },
  runbook: "guest-crashed",
});
