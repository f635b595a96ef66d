import { defineRule } from "../core/index.ts";

/**
 * KVM could not run a virtual CPU: that guest is paused ("internal error") or gone; which one, its qemu log says. Unhandled rdmsr and wrmsr
 * are guests' noise. arch/x86/kvm/vmx.c (4.4), vmx/vmx.c and svm/svm.c: the module's name before it since 6.3, no VMCS dump by itself
 * since 5.2; mmu.c and mmu/mmu.c say what an EPT misconfiguration is since 4.3. A firmware that withholds virtualization stops all guests;
 * "no hardware support" is what any guest without nesting says.
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
      contains: "vmread failed: ",
      match: /^(?:kvm: |kvm_intel: )?(?<error>vmread failed: field=[0-9a-f]{1,16})/,
    },
    {
      from: "kernel",
      contains: " spte, addr 0x",
      match:
        /^(?:kvm: )?(?:walk_shadow_page_)?get_mmio_spte: (?<error>(?:detect reserved bits on|reserved bits set on MMU-present) spte), addr 0x/,
    },
    {
      from: "kernel",
      contains: ": unexpected exit reason 0x",
      match:
        /^(?:kvm(?:_intel|_amd)?: )?(?:kvm \[\d{1,10}\]: )?(?:vcpu\d{1,5}, guest rIP: 0x[0-9a-f]{1,16} )?(?<error>(?:vmx|svm): unexpected exit reason 0x[0-9a-f]{1,16})/,
    },
    {
      from: "kernel",
      contains: ": disabled by ",
      match: /^kvm: (?<error>disabled by (?:bios|BIOS))/,
    },
    {
      from: "kernel",
      contains: "(by BIOS) in MSR_",
      match: /^(?:kvm_intel: |kvm_amd: )(?<error>(?:VMX not enabled|SVM disabled) \(by BIOS\)) in MSR_/,
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
