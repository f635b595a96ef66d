import { describe, expect, test } from "vitest";
import { parseKernelReport } from "../../../src/parse/report/kernel-report.ts";
import { reportStart } from "../../../src/parse/report/report-start.ts";

/** Facts of a report that is a start and a header line. */
function factsOf(header: string, start = "BUG: unable to handle page fault for address: 0000000000000008") {
  return parseKernelReport([start, header], "complete").attributes;
}

/** Real header lines of 4.4 to 6.16 (facts of the kernels' show_regs and dump_stack_print_info), and what they say. */
describe("the header line", () => {
  test.each([
    [
      "4.4, two flags",
      "CPU: 40 PID: 78274 Comm: qemu-system-x86 Tainted: P        W  OE   4.4.0-45-generic #66~14.04.1-Ubuntu",
      78_274,
      "qemu-system-x86",
      ["PROPRIETARY_MODULE", "WARN", "OOT_MODULE", "UNSIGNED_MODULE"],
      "4.4.0-45-generic",
    ],
    [
      "4.8, blanks kept",
      "CPU: 0 PID: 18119 Comm: qemu-system-x86 Tainted: G      D         4.8.0-41-generic #44~16.04.1-Ubuntu",
      18_119,
      "qemu-system-x86",
      ["DIE"],
      "4.8.0-41-generic",
    ],
    [
      "4.8, blanks lost in a wiki",
      "CPU: 0 PID: 18119 Comm: qemu-system-x86 Tainted: G D 4.8.0-41-generic #44~16.04.1-Ubuntu",
      18_119,
      "qemu-system-x86",
      ["DIE"],
      "4.8.0-41-generic",
    ],
    [
      "5.3, not tainted",
      "CPU: 3 PID: 1954 Comm: CPU 0/KVM Not tainted 5.3.0-rc4+ #1",
      1954,
      "CPU 0/KVM",
      [],
      "5.3.0-rc4+",
    ],
    [
      "5.4, Kdump",
      "CPU: 12 PID: 9 Comm: CPU 11/KVM Kdump: loaded Not tainted 5.4.0-216-generic #236-Ubuntu",
      9,
      "CPU 11/KVM",
      [],
      "5.4.0-216-generic",
    ],
    [
      "5.15, Kdump and taint",
      "CPU: 12 PID: 9 Comm: IO iothread1 Kdump: loaded Tainted: G    B   W  O    L    5.15.0-91-generic #101-Ubuntu",
      9,
      "IO iothread1",
      ["BAD_PAGE", "WARN", "OOT_MODULE", "SOFTLOCKUP"],
      "5.15.0-91-generic",
    ],
    [
      "6.1 of Debian",
      "CPU: 1 PID: 417 Comm: vhost-412 Tainted: G           OE      6.1.0-18-amd64 #1  Debian 6.1.76-1",
      417,
      "vhost-412",
      ["OOT_MODULE", "UNSIGNED_MODULE"],
      "6.1.0-18-amd64",
    ],
    [
      "6.12, UID",
      "CPU: 148 UID: 64055 PID: 3775 Comm: qemu-system-x86 Tainted: G S      W           6.12.9 #1",
      3775,
      "qemu-system-x86",
      ["CPU_OUT_OF_SPEC", "WARN"],
      "6.12.9",
    ],
    [
      "6.16, preempt behind",
      "CPU: 0 UID: 0 PID: 1 Comm: kvm Not tainted 6.16.0-rc1 #1 PREEMPT(voluntary)",
      1,
      "kvm",
      [],
      "6.16.0-rc1",
    ],
    ["15 characters", "CPU: 0 PID: 5 Comm: kvm-nx-lpage-re Not tainted 5.15.0 #1", 5, "kvm-nx-lpage-re", [], "5.15.0"],
    ["a name like the rest", "CPU: 0 PID: 5 Comm: Tainted: G D Not tainted 5.15.0 #1", 5, "Tainted: G D", [], "5.15.0"],
    [
      "a release of RHEL",
      "CPU: 0 PID: 5 Comm: qemu-kvm Not tainted 4.18.0-553.el8_10.x86_64 #1",
      5,
      "qemu-kvm",
      [],
      "4.18.0-553.el8_10.x86_64",
    ],
  ])("%s", (_, header, pid, comm, flags, release) => {
    expect(factsOf(header)).toMatchObject({
      "process.pid": pid,
      "process.title": comm,
      "krane.thread": `${comm}[${pid}]`,
      "krane.kernel.taint_flags": flags,
      "os.version": release,
    });
  });

  test("6.12 says the uid", () => {
    expect(factsOf("CPU: 1 UID: 64055 PID: 3 Comm: x Not tainted 6.12.9 #1")).toMatchObject({
      "krane.process.uid": 64_055,
    });
  });

  test.each(["CPU: x PID: 1 Comm: a", "CPU: 0 PID: 1 Comm:", "cpu 0 oops-thread"])(
    "%s is none: its facts are left out",
    (line) => {
      const facts = factsOf(line);
      expect(Object.keys(facts).sort()).toEqual([
        "krane.kernel.report.kind",
        "krane.kernel.report.state",
        "krane.kernel.report.title",
      ]);
    },
  );
});

describe("where it happened", () => {
  test.each([
    [
      "4.4",
      "RIP: 0010:[<ffffffffc0a376f1>]  [<ffffffffc0a376f1>] vmx_vcpu_run+0x56/0x220 [kvm_intel]",
      "vmx_vcpu_run+0x56/0x220",
      "kvm_intel",
    ],
    ["4.8", "IP: [<ffffffff810a376f>] fn+0x1f/0x280", "fn+0x1f/0x280", undefined],
    ["5.4", "RIP: 0010:kvm_arch_vcpu_ioctl_run+0xd9/0x120 [kvm]", "kvm_arch_vcpu_ioctl_run+0xd9/0x120", "kvm"],
    ["an address", "RIP: 0010:0xffffffff810c472a", "0xffffffff810c472a", undefined],
  ])("%s", (_, line, rip, module) => {
    const { attributes } = parseKernelReport(
      ["BUG: kernel NULL pointer dereference, address: 0000000000000000", line],
      "cut",
    );
    expect(attributes["krane.kernel.rip"]).toBe(rip);
    expect(attributes["krane.kernel.module"]).toBe(module);
  });
});

/** How each kind begins, by kernel; the last column is the title that all of its kernels share. */
describe("kinds and titles", () => {
  test.each([
    ["null-dereference", "BUG: unable to handle kernel NULL pointer dereference at 0000000000000030"],
    ["null-dereference", "BUG: kernel NULL pointer dereference, address: 0000000000000008"],
    ["page-fault", "BUG: unable to handle kernel paging request at ffffffff810c472a"],
    ["page-fault", "BUG: unable to handle page fault for address: ffffc90000000000"],
    ["oops", "Oops: 0010 [#2] SMP"],
    ["oops", "Oops: 0000 [#1] PREEMPT SMP PTI"],
    ["gpf", "general protection fault: 0000 [#1] SMP"],
    ["gpf", "general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] SMP"],
    ["gpf", "Oops: general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1]"],
    ["bug", "kernel BUG at mm/slub.c:321!"],
    ["bug", "invalid opcode: 0000 [#1] SMP"],
    ["bug", "Oops: invalid opcode: 0000 [#1]"],
    ["double-fault", "PANIC: double fault, error_code: 0x0"],
    ["double-fault", "traps: PANIC: double fault, error_code: 0x0"],
    ["double-fault", "double fault: 0000 [#1] SMP"],
    ["warning", "WARNING: CPU: 4 PID: 12 at kernel/watchdog.c:1 fn+0x15/0xe0 [mod]"],
    ["soft-lockup", "NMI watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [CPU 1/KVM:1035079]"],
    ["soft-lockup", "watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [CPU 1/KVM:1035079]"],
    ["hard-lockup", "NMI watchdog: Watchdog detected hard LOCKUP on cpu 3"],
    ["hard-lockup", "watchdog: Watchdog detected hard LOCKUP on cpu 3"],
    ["hung-task", "INFO: task qemu-system-x86:12636 blocked for more than 120 seconds."],
    ["rcu-stall", "INFO: rcu_sched self-detected stall on CPU { 3}"],
    ["rcu-stall", "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"],
    ["panic", "Kernel panic - not syncing: Fatal exception"],
  ])("%s: %s", (kind, line) => {
    expect(reportStart(line)?.kind).toBe(kind);
    const { attributes } = parseKernelReport([line], "cut");
    expect(attributes["krane.kernel.report.kind"]).toBe(kind);
    expect(attributes["krane.kernel.report.title"]).not.toMatch(/[0-9a-f]{8}|\[#/);
  });

  test.each([
    "a BUG: unable to handle page fault",
    "audit: Oops: 0010 [#2]",
    "WARNING: at",
    "Domain id=69 name='X' uuid=U is tainted: high-privileges",
    "INFO: task finished",
  ])("%s begins none", (line) => {
    expect(reportStart(line)).toBeUndefined();
  });

  test.each([
    ["INFO: task qemu-system-x86:12636 blocked for more than 120 seconds.", "qemu-system-x86", 12_636],
    ["INFO: task CPU 0/KVM:7 blocked for more than 241 seconds.", "CPU 0/KVM", 7],
    ["watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [CPU 1/KVM:1035079]", "CPU 1/KVM", 1_035_079],
    ["INFO: task kworker/0:1:53 blocked for more than 120 seconds.", "kworker/0:1", 53],
  ])("%s names its thread", (line, comm, pid) => {
    const { attributes } = parseKernelReport([line, "      Not tainted 4.4.0-91-generic #114"], "cut");
    expect(attributes).toMatchObject({ "process.title": comm, "process.pid": pid });
  });
});
