/** A pattern as the scanner is measured with: the literal that picks the line, the pattern that decides, and a line that matches. */
export interface BenchPattern {
  readonly contains: string;
  /** Source of a regular expression that V8, grep -E and ripgrep read alike. */
  readonly match: string;
  readonly sample: string;
}

function on(contains: string, match: string, sample: string): BenchPattern {
  return { contains, match, sample };
}

const PCI = "0000:3b:00.0";
const PATH = "/machine.slice/machine-qemu\\x2d1\\x2dinstance-00000001.scope";

/** The faults of a hypervisor's kernel log, 4.4 to 6.12, at the size that the product's rules have. */
export const PATTERNS: readonly BenchPattern[] = [
  on(
    "paging request at",
    "BUG: unable to handle kernel paging request at [0-9a-f]+",
    "BUG: unable to handle kernel paging request at ffffc90001",
  ),
  on(
    "NULL pointer dereference",
    "BUG: .*NULL pointer dereference",
    "BUG: kernel NULL pointer dereference, address: 0000000000000030",
  ),
  on(
    "page fault for address",
    "BUG: unable to handle page fault for address: [0-9a-f]+",
    "BUG: unable to handle page fault for address: ffffc900",
  ),
  on("Oops: ", "Oops: .*\\[#[0-9]+\\]", "Oops: 0010 [#2] SMP"),
  on(
    "general protection fault",
    "general protection fault[,:].*\\[#[0-9]+\\]",
    "general protection fault: 0000 [#1] SMP",
  ),
  on("kernel BUG at", "kernel BUG at .*:[0-9]+!", "kernel BUG at mm/slub.c:305!"),
  on(
    " Comm: ",
    "CPU: [0-9]+ .*PID: [0-9]+ Comm: ",
    "CPU: 0 PID: 18119 Comm: CPU 0/KVM Tainted: G      D   4.8.0-41-generic #44~16.04.1-Ubuntu",
  ),
  on(
    "WARNING: CPU: ",
    "WARNING: CPU: [0-9]+ PID: [0-9]+ at ",
    "WARNING: CPU: 4 PID: 812 at net/core/dev.c:2250 skb_warn+0x15/0xe0",
  ),
  on("end trace", "---\\[ end trace [0-9a-f]+ \\]---", "---[ end trace 23e9383914d61051 ]---"),
  on("Kernel panic - not syncing", "Kernel panic - not syncing: ", "Kernel panic - not syncing: Fatal exception"),
  on("BUG: Bad page", "BUG: Bad page (state|map) ", "BUG: Bad page state in process kvm  pfn:12ab"),
  on("scheduling while atomic", "BUG: scheduling while atomic: ", "BUG: scheduling while atomic: kvm/1201/0x00000002"),
  on("Bad rss-counter", "BUG: Bad rss-counter state", "BUG: Bad rss-counter state mm:00000000 idx:1 val:2"),
  on("list_add corruption", "list_add corruption", "list_add corruption. prev->next should be next"),
  on("list_del corruption", "list_del corruption", "list_del corruption. prev->next should be ffff"),
  on("PANIC: double fault", "PANIC: double fault", "PANIC: double fault, error_code: 0x0"),
  on("refcount_t: ", "refcount_t: (underflow|overflow|addition on 0)", "refcount_t: underflow; use-after-free."),
  on("UBSAN: ", "UBSAN: ", "UBSAN: shift-out-of-bounds in drivers/x.c:1:2"),
  on(
    "unregister_netdevice",
    "unregister_netdevice: waiting for ",
    "unregister_netdevice: waiting for tap1 to become free. Usage count = 2",
  ),
  on(
    "page allocation failure",
    "page allocation failure: order:[0-9]+",
    "kvm: page allocation failure: order:4, mode:0x40dc0",
  ),
  on("nobody cared", "irq [0-9]+: nobody cared", "irq 16: nobody cared (try booting with the irqpoll option)"),
  on(
    "NMI received for unknown",
    "Uhhuh. NMI received for unknown reason",
    "Uhhuh. NMI received for unknown reason 2d on CPU 3.",
  ),
  on(
    "BUG: soft lockup",
    "BUG: soft lockup - CPU#[0-9]+ stuck for [0-9]+s",
    "watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [CPU 1/KVM:1035079]",
  ),
  on(
    "detected hard LOCKUP",
    "Watchdog detected hard LOCKUP on cpu [0-9]+",
    "NMI watchdog: Watchdog detected hard LOCKUP on cpu 12",
  ),
  on(
    "blocked for more than",
    "INFO: task .*:[0-9]+ blocked for more than [0-9]+ seconds",
    "INFO: task qemu-system-x86:12636 blocked for more than 120 seconds.",
  ),
  on(
    "self-detected stall",
    "INFO: rcu_[a-z]+ self-detected stall on CPU",
    "rcu: INFO: rcu_sched self-detected stall on CPU",
  ),
  on(
    "detected stalls on",
    "INFO: rcu_[a-z]+ detected stalls on CPUs/tasks",
    "rcu: INFO: rcu_sched detected stalls on CPUs/tasks:",
  ),
  on(
    "kthread starved for",
    "rcu_[a-z]+ kthread starved for [0-9]+ jiffies",
    "rcu: rcu_sched kthread starved for 5250 jiffies! g1",
  ),
  on(
    "invoked oom-killer",
    "invoked oom-killer: gfp_mask=",
    "CPU 1/KVM invoked oom-killer: gfp_mask=0x100cca, order=0, oom_score_adj=0",
  ),
  on(
    "oom-kill:constraint",
    "oom-kill:constraint=[A-Z_]+,.*pid=[0-9]+",
    `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=vcpu1,task_memcg=${PATH},task=qemu-system-x86,pid=60547,uid=64055`,
  ),
  on(
    "Out of memory: Kill",
    "Out of memory: Kill(ed)? process [0-9]+",
    "Out of memory: Killed process 60547 (qemu-system-x86) total-vm:1kB, anon-rss:1kB",
  ),
  on(
    "Memory cgroup out of",
    "Memory cgroup out of memory: Killed process [0-9]+",
    "Memory cgroup out of memory: Killed process 77 (x) total-vm:1kB",
  ),
  on(
    "EDAC MC",
    "EDAC MC[0-9]+: [0-9]+ (CE|UE) ",
    "EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#0_DIMM#0 (channel:0 slot:0 page:0x6c01e4)",
  ),
  on(
    "[Hardware Error]: ",
    "\\[Hardware Error\\]: (Machine check events|event severity: |CPU [0-9]+: Machine Check)",
    "mce: [Hardware Error]: Machine check events logged",
  ),
  on(
    "hardware memory corruption",
    "due to hardware memory corruption",
    "Memory failure: 0x12ab: Sending SIGBUS to CPU 0/KVM:60568 due to hardware memory corruption",
  ),
  on(
    "Memory failure: 0x",
    "Memory failure: 0x[0-9a-f]+: recovery action for .*: (Failed|Recovered)",
    "Memory failure: 0x12ab: recovery action for dirty LRU page: Recovered",
  ),
  on(
    "nhandled ",
    "kvm.*: vcpu[0-9]+.*[Uu]nhandled (rd|wr|RD|WR)(msr|MSR)",
    "kvm [13471]: vcpu0 unhandled rdmsr: 0x1c9",
  ),
  on("disabled by bios", "kvm: disabled by bios", "kvm: disabled by bios"),
  on(
    "VMX not enabled",
    "VMX not enabled \\(by BIOS\\)",
    "kvm_intel: VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL on CPU 3",
  ),
  on("EPT: Misconfig", "EPT: Misconfiguration", "EPT: Misconfiguration."),
  on(
    "I/O error, dev ",
    "I/O error, dev [a-z0-9]+, sector [0-9]+",
    "blk_update_request: I/O error, dev sda, sector 123 op 0x0:(READ) flags 0x80700",
  ),
  on(
    "critical medium error",
    "critical medium error, dev [a-z0-9]+",
    "blk_update_request: critical medium error, dev sda, sector 77",
  ),
  on(" QID ", "nvme .*I/O .*QID [0-9]+ timeout", "nvme nvme0: I/O 193 QID 4 timeout, aborting"),
  on(
    "controller is down",
    "nvme .*controller is down; will reset",
    "nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0xffff",
  ),
  on(
    "Buffer I/O error",
    "Buffer I/O error on dev [^,]+, logical block [0-9]+",
    "Buffer I/O error on dev dm-0, logical block 77, lost async page write",
  ),
  on(
    "exception Emask",
    "ata[0-9.]+: exception Emask 0x[0-9a-f]+",
    "ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen",
  ),
  on("hard resetting link", "ata[0-9]+: hard resetting link", "ata1: hard resetting link"),
  on(
    "FAILED Result: ",
    "\\[sd[a-z]+\\].*FAILED Result: hostbyte=",
    "sd 0:0:0:0: [sda] tag#7 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
  ),
  on(
    "Sense Key : ",
    "Sense Key : (Medium|Hardware) Error",
    "sd 0:0:0:0: [sda] tag#7 Sense Key : Medium Error [current]",
  ),
  on("offline device", "rejecting I/O to offline device", "sd 0:0:0:0: rejecting I/O to offline device"),
  on(
    "EXT4-fs error",
    "EXT4-fs error \\(device [^)]+\\)",
    "EXT4-fs error (device sda2): ext4_lookup:1: inode #2: comm bash: bad entry",
  ),
  on("Remounting filesystem", "Remounting filesystem read-only", "EXT4-fs (sda2): Remounting filesystem read-only"),
  on("Aborting journal", "Aborting journal on device", "Aborting journal on device sda2-8."),
  on(
    "XFS (",
    "XFS \\([^)]+\\): (Corruption|metadata I/O error|Metadata corruption)",
    "XFS (dm-0): Corruption of in-memory data (0x8) detected at xfs_a+0x1 (fs/x.c:1).  Shutting down filesystem.",
  ),
  on(
    "Disk failure on",
    "md/raid.*: Disk failure on [a-z0-9]+",
    "md/raid1:md0: Disk failure on sdb1, disabling device.",
  ),
  on(
    "megaraid_sas",
    "megaraid_sas .* is now (DEGRADED|OFFLINE)",
    `megaraid_sas ${PCI}: 1234 (7s/0x0001/CRIT) - VD 00/0 is now DEGRADED`,
  ),
  on(
    "NETDEV WATCHDOG",
    "NETDEV WATCHDOG: .*transmit queue [0-9]+ timed out",
    "NETDEV WATCHDOG: eth0 (ixgbe): transmit queue 3 timed out",
  ),
  on(
    "link status definitely down",
    "bond[0-9]+: .*link status definitely down",
    "bond0: (slave eth0): link status definitely down, disabling slave",
  ),
  on(
    "without any active interface",
    "now running without any active interface",
    "bond0: now running without any active interface!",
  ),
  on(
    "table full, dropping",
    "nf_conntrack: table full, dropping packet",
    "nf_conntrack: nf_conntrack: table full, dropping packet",
  ),
  on("neighbor table overflow", "neighbor table overflow", "neighbour: arp_cache: neighbor table overflow!"),
  on("NIC Link is Down", "NIC Link is Down", `ixgbe ${PCI} ens1f0: NIC Link is Down`),
  on(
    "clock throttled",
    "temperature above threshold, cpu clock throttled",
    "CPU3: Core temperature above threshold, cpu clock throttled (total events = 1)",
  ),
  on(
    "PCIe Bus Error",
    "PCIe Bus Error: severity=[A-Z]",
    `pcieport ${PCI}: PCIe Bus Error: severity=Corrected, type=Physical Layer`,
  ),
  on(
    "fault addr",
    "DMAR: \\[DMA (Read|Write).*fault addr",
    "DMAR: [DMA Read] Request device [3b:00.0] fault addr 7f00 [fault reason 06]",
  ),
  on(
    "segfault at",
    "qemu-system-x86.*: segfault at ",
    "qemu-system-x86[18119]: segfault at 30 ip 0000 sp 0000 error 4 in qemu-system-x86_64[55]",
  ),
  on(
    'profile="libvirt-',
    'apparmor="DENIED" .*profile="libvirt-',
    'audit: type=1400 audit(1.2:3): apparmor="DENIED" operation="open" profile="libvirt-7d1f" name="/x"',
  ),
];
