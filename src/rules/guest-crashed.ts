import { defineRule } from "../core/index.ts";

/**
 * QEMU's last words in /var/log/libvirt/qemu/GUEST.log. Behind "KVM internal error" and "entry failed" the guest stands still while virsh
 * calls it paused; "reason=crashed" is libvirt's word for a qemu that ended by itself (qemu/qemu_process.c). A device of the host that
 * was passed through and broke stops its guest (hw/vfio/pci.c). A guest that somebody
 * stopped ends with reason=shutdown or destroyed.
 */
export default defineRule({
  id: "guest-crashed",
  title: { en: "A guest's QEMU crashed or stands still", ko: "게스트의 QEMU 가 비정상 종료되거나 멈춤" },
  source: "record",
  patterns: [
    { from: "qemu", contains: "reason=crashed", match: /^(?<why>shutting down, reason=crashed)/ },
    {
      from: "qemu",
      contains: "KVM internal error",
      match: /^(?<why>KVM internal error\. Suberror: \d{1,4})/,
    },
    {
      from: "qemu",
      contains: "KVM: entry failed",
      match: /^(?<why>KVM: entry failed, hardware error 0x[0-9a-f]{1,16})/,
    },
    { from: "qemu", contains: "kvm run failed", match: /^(?<why>error: kvm run failed [^\n]{1,64})/ },
    {
      from: "qemu",
      contains: ") Unrecoverable error detected",
      match: /^vfio_err_notifier_handler\([^\n)]{1,64}\) (?<why>Unrecoverable error detected)/,
    },
  ],
  clears: [{ from: "qemu", contains: "starting up libvirt", match: /^starting up libvirt version: / }],
  attributes: { "krane.qemu.error": "why" },
  subject: { type: "guest", name: "krane.vm.name" },
  status: "critical",
  reason: "GuestCrashed",
  message: {
    en: "guest {krane.vm.name}: QEMU ended or stands still: {krane.qemu.error}",
    ko: "VM {krane.vm.name}: QEMU 종료 또는 정지: {krane.qemu.error}",
  },
  runbook: "guest-crashed",
  case: "4.2",
});
