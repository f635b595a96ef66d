import { describe, expect, test } from "vitest";
import { parseKernelReport } from "../../../src/parse/report/kernel-report.ts";

function titleOf(...bodies: readonly string[]) {
  return parseKernelReport(bodies, "complete").attributes["krane.kernel.report.title"];
}

/** A report with a call trace of these functions, innermost first. */
function traced(start: string, ...functions: readonly string[]) {
  return titleOf(start, "Call Trace:", ...functions.map((name) => ` ${name}+0x1f/0x280`));
}

describe("one fault has one name over all kernels", () => {
  test.each([
    [
      "BUG: unable to handle kernel NULL pointer dereference",
      "BUG: unable to handle kernel NULL pointer dereference at 0000000000000030",
      "BUG: kernel NULL pointer dereference, address: 0000000000000008",
      "Unable to handle kernel NULL pointer dereference at virtual address 00000000",
    ],
    [
      "BUG: unable to handle kernel paging request",
      "BUG: unable to handle kernel paging request at ffffffff810c472a",
      "BUG: unable to handle page fault for address: ffffc90000000000",
    ],
    [
      "general protection fault",
      "general protection fault: 0000 [#1] SMP",
      "general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] SMP",
      "Oops: general protection fault, kernel NULL pointer dereference 0x8: 0000 [#1] SMP",
    ],
    ["PANIC: double fault", "double fault: 0000 [#1] SMP", "traps: PANIC: double fault, error_code: 0x0"],
    ["BUG: corrupted list", "list_del corruption. prev->next should be x", "kernel BUG at lib/list_debug.c:56!"],
    [
      "INFO: rcu detected stall",
      "INFO: rcu_sched self-detected stall on CPU { 3}  (t=15000 jiffies)",
      "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
      "rcu: INFO: rcu_sched detected expedited stalls on CPUs/tasks: { 4-.... } 3 jiffies s: 265",
    ],
    [
      "Watchdog detected hard LOCKUP",
      "NMI watchdog: Watchdog detected hard LOCKUP on cpu 3",
      "watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3",
    ],
    [
      "WARNING: refcount bug",
      "refcount_t: underflow; use-after-free.",
      "WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate",
    ],
    ["WARNING: suspicious RCU usage", "WARNING: suspicious RCU usage", "WARNING: suspicious RCU usage."],
  ])("%s", (title, ...lines) => {
    expect(lines.map((line) => titleOf(line))).toEqual(lines.map(() => title));
  });
});

const STUCK = "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [CPU 0/KVM:1035]";
const HUNG = "INFO: task CPU 0/KVM:1035 blocked for more than 122 seconds.";
const FAULT = "BUG: kernel NULL pointer dereference, address: 0000000000000008";

describe("the function that a report is about", () => {
  test.each([
    [
      "a fault: past printing, traps and strings",
      FAULT,
      ["dump_stack", "asm_exc_page_fault", "memcpy", "tap_sendmsg"],
      "tap_sendmsg",
    ],
    [
      "a fault in an allocator, without what the compiler added",
      FAULT,
      ["__slab_free", "kfree", "vhost_net_release.isra.0"],
      "vhost_net_release",
    ],
    [
      "a fault in the driver core",
      FAULT,
      ["kobject_put", "device_del", "device_unregister", "nvme_remove"],
      "nvme_remove",
    ],
    [
      "a loop: what the system call's table called",
      STUCK,
      ["rb_next", "shrink_dcache_parent", "vfs_rmdir", "__x64_sys_rmdir", "do_syscall_64"],
      "sys_rmdir",
    ],
    ["the same up to 4.16", STUCK, ["shrink_dcache_parent", "SyS_rmdir", "do_syscall_64"], "rmdir"],
    [
      "a loop: what the file's table called",
      STUCK,
      ["vcpu_enter_guest", "kvm_vcpu_ioctl", "do_vfs_ioctl", "ksys_ioctl"],
      "kvm_vcpu_ioctl",
    ],
    [
      "a loop: what a packet was handed to",
      STUCK,
      ["ip_rcv_finish", "ip_rcv", "__netif_receive_skb_core", "napi_poll"],
      "ip_rcv",
    ],
    [
      "a loop: what a timer called",
      STUCK,
      ["mld_sendpack", "mld_ifc_timer_expire", "call_timer_fn", "run_timer_softirq"],
      "mld_ifc_timer_expire",
    ],
    [
      "a loop: what a worker was given",
      STUCK,
      ["ext4_writepages", "wb_workfn", "process_one_work", "worker_thread"],
      "wb_workfn",
    ],
    [
      "other CPUs that do not answer",
      STUCK,
      ["smp_call_function_many_cond", "flush_tlb_mm_range"],
      "smp_call_function",
    ],
    [
      "RCU that does not come",
      HUNG,
      ["__schedule", "schedule", "synchronize_rcu_expedited", "bdi_unregister"],
      "synchronize_rcu",
    ],
    ["the lock of network configuration", HUNG, ["__schedule", "__mutex_lock", "rtnl_lock", "dev_ioctl"], "rtnl_lock"],
    [
      "a lock of one's own",
      HUNG,
      ["__schedule", "rwsem_down_write_slowpath", "down_write", "tty_lock", "tty_open"],
      "tty_open",
    ],
    [
      "a disk",
      HUNG,
      ["__schedule", "io_schedule", "folio_wait_bit_common", "jbd2_log_wait_commit", "ext4_sync_file"],
      "ext4_sync_file",
    ],
  ])("%s", (_, start, functions, wanted) => {
    expect(traced(start, ...functions)).toMatch(new RegExp(` in ${wanted}$`));
  });

  test("behind the interrupt that found the stall", () => {
    const found = [
      "rcu_sched_clock_irq",
      "update_process_times",
      "hrtimer_interrupt",
      "asm_sysvec_apic_timer_interrupt",
    ];
    const start = "rcu: INFO: rcu_preempt self-detected stall on CPU";
    expect(traced(start, "dump_stack", ...found, "igmp_rcv", "ip_rcv", "__netif_receive_skb_core")).toBe(
      "INFO: rcu detected stall in ip_rcv",
    );
  });

  test("not of the thread of RCU, nor of a CPU that idles", () => {
    const idle = ["Call Trace:", " rcu_gp_kthread+0x1/0x2", "Call Trace:", " default_idle+0x1/0x2", " do_idle+0x1/0x2"];
    const start = "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:";
    expect(titleOf(start, ...idle, "Call Trace:", " ceph_con_workfn+0x1/0x2", " process_one_work+0x1/0x2")).toBe(
      "INFO: rcu detected stall in ceph_con_workfn",
    );
  });

  test("is none where all only carried out, and none of the way into a panic", () => {
    expect(traced(HUNG, "__schedule", "schedule")).toBe("INFO: task hung");
    expect(traced("Kernel panic - not syncing: softlockup: hung tasks", "panic", "watchdog_timer_fn", "fn")).toBe(
      "kernel panic: softlockup: hung tasks",
    );
  });

  test("lines of others between the frames do not end a trace", () => {
    const lines = [" dump_stack+0x1/0x2", "br0: port 2(tap1) entered disabled state", " vhost_poll_stop+0x1/0x2"];
    expect(titleOf(FAULT, "Call Trace:", ...lines)).toMatch(/ in vhost_poll_stop$/);
  });
});
