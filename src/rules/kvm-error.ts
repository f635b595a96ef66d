import { defineRule } from "../core/index.ts";

/**
 * KVM could not run a virtual CPU: that guest is paused ("internal error") or gone; which one, its qemu log says. Unhandled rdmsr and wrmsr
 * are guests' noise. arch/x86/kvm/vmx.c (4.4), vmx/vmx.c and svm/svm.c: the module's name before it since 6.3, no VMCS dump by itself
 * since 5.2.
 */
export default defineRule({
  id: "kvm-error",
  title: { en: "KVM could not run a guest", ko: "KVM 오류: VM 실행 불가" },
  source: "record",
  patterns: [
    { from: "kernel", contains: "EPT: Misconfiguration", match: /^(?<error>EPT: Misconfiguration)/ },
    {
      from: "kernel",
      contains: "EPT: Handling EPT violation failed",
      match: /^(?<error>EPT: Handling EPT violation failed)/,
    },
    {
      from: "kernel",
      contains: "vmwrite error: ",
      match: /^(?:kvm: )?(?<error>vmwrite error: reg [0-9a-f]{1,8} value [0-9a-f]{1,16})/,
    },
    {
      from: "kernel",
      contains: "vmwrite failed: ",
      match: /^(?:kvm: |kvm_intel: )?(?<error>vmwrite failed: field=[0-9a-f]{1,16} val=[0-9a-f]{1,16})/,
    },
    {
      from: "kernel",
      contains: "*** Guest State ***",
      match: /^(?:kvm_intel: )?\*\*\* Guest State \*\*\*/,
      means: { "krane.kvm.error": "VM entry failed" },
    },
    {
      from: "kernel",
      contains: "dump_invalid_vmcs=1 to dump internal KVM state",
      match: /^(?:kvm_intel: )?set kvm_intel\.dump_invalid_vmcs=1 to dump internal KVM state/,
      means: { "krane.kvm.error": "VM entry failed" },
    },
    {
      from: "kernel",
      contains: "dump_invalid_vmcb=1 to dump internal KVM state",
      match: /^(?:kvm_amd: |SVM: )?set kvm_amd\.dump_invalid_vmcb=1 to dump internal KVM state/,
      means: { "krane.kvm.error": "VM entry failed" },
    },
    {
      from: "kernel",
      contains: "FAILED VMRUN WITH VMCB",
      match: /^(?:SVM: )?KVM: FAILED VMRUN WITH VMCB/,
      means: { "krane.kvm.error": "VM entry failed" },
    },
  ],
  attributes: { "krane.kvm.error": "error" },
  subject: { type: "host" },
  status: "critical",
  reason: "KvmError",
  message: {
    en: "KVM could not run a guest: {krane.kvm.error}",
    ko: "KVM 이 VM 을 실행하지 못함: {krane.kvm.error}",
  },
  runbook: "guest-crashed",
  case: "4.5",
});
