import { defineRule } from "../core/index.ts";

/** QEMU could not open /dev/kvm (accel/kvm/kvm-all.c): this guest does not start, and neither will any other on the host. */
export default defineRule({
  id: "guest-no-kvm",
  title: { en: "A guest could not start: no KVM", ko: "KVM 을 사용할 수 없어 게스트 기동 실패" },
  source: "record",
  patterns: [
    {
      from: "qemu",
      contains: "Could not access KVM kernel module",
      match: /^Could not access KVM kernel module: (?<why>[^\n]{1,64})/,
    },
  ],
  attributes: { "error.message": "why" },
  subject: { type: "guest", name: "krane.vm.name" },
  status: "critical",
  reason: "GuestWithoutKvm",
  message: {
    en: "guest {krane.vm.name}: QEMU cannot use /dev/kvm: {error.message}",
    ko: "VM {krane.vm.name}: QEMU 가 /dev/kvm 을 사용할 수 없음: {error.message}",
  },
  runbook: "kvm-unusable",
});
