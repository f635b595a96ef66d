import type { ReportKind } from "../../core/index.ts";

import { isKillLine } from "./oom.ts";

/** The first line of a kernel report. */
export interface ReportStart {
  /** Literal that every match holds. */
  readonly contains: string;
  readonly match: RegExp;
  /** Absent where only a later line tells. */
  readonly kind?: ReportKind;
}

/**
 * How reports begin, in the wordings of 4.4 to 6.12 (kernel sources: arch/x86/mm/fault.c, arch/x86/kernel/{traps,dumpstack}.c,
 * kernel/{panic,watchdog,hung_task}.c, kernel/rcu/tree_stall.h). 6.12's die() puts "Oops: " before every kind; arm says "Unable to handle"
 * without "BUG:" (arch/arm64/mm/fault.c).
 */
export const REPORT_STARTS: readonly ReportStart[] = [
  { contains: "[ cut here ]", match: /^-{12}\[ cut here \]-{12}/ },
  { contains: "8<--- cut here ---", match: /^8<--- cut here ---/ },
  {
    contains: "NULL pointer dereference",
    match: /^(?:BUG: )?(?:[Uu]nable to handle )?kernel NULL pointer dereference/,
    kind: "null-dereference",
  },
  {
    contains: "nable to handle kernel ",
    match: /^(?:BUG: )?[Uu]nable to handle kernel /,
    kind: "page-fault",
  },
  { contains: "unable to handle page fault", match: /^BUG: unable to handle page fault for /, kind: "page-fault" },
  {
    contains: "general protection fault",
    // 4.4's KASAN prints its hint without an end of line.
    match: /^(?:kasan: [^\n]{1,96}access|segment-related |Oops: )?general protection fault(?:,|:| for )/,
    kind: "gpf",
  },
  { contains: "double fault", match: /^(?:(?:traps: )?PANIC: |Oops: )?double fault[,:]/, kind: "double-fault" },
  { contains: "kernel BUG at lib/list_debug.c", match: /^kernel BUG at lib\/list_debug\.c/, kind: "list-corruption" },
  { contains: "kernel BUG at ", match: /^kernel BUG at /, kind: "bug" },
  { contains: "invalid opcode: ", match: /^(?:Oops: )?invalid opcode: [0-9a-f]{4} \[#/, kind: "bug" },
  { contains: "divide", match: /^(?:Oops: )?divide[ _]error: [0-9a-f]{4} \[#/, kind: "oops" },
  { contains: "stack segment", match: /^(?:Oops: )?stack segment: [0-9a-f]{4} \[#/, kind: "oops" },
  { contains: "int3: ", match: /^(?:Oops: )?int3: [0-9a-f]{4} \[#/, kind: "oops" },
  { contains: "alignment check: ", match: /^(?:Oops: )?alignment check: [0-9a-f]{4} \[#/, kind: "oops" },
  { contains: "Unhandled fault: ", match: /^Unhandled fault: /, kind: "oops" },
  { contains: "Internal error: ", match: /^Internal error: [^\n]{1,96} \[#\d{1,4}\]/, kind: "oops" },
  { contains: "Oops: ", match: /^Oops: [^\n]{1,64} \[#\d{1,4}\]/, kind: "oops" },
  { contains: "WARNING: ", match: /^WARNING: (?:CPU: \d{1,5} PID: \d{1,10} )?at /, kind: "warning" },
  // Since 6.16: "WARNING: [condition] net/mac80211/tx.c:5024 at fn+0x125d/0x1630, CPU#1: comm/11907".
  {
    contains: "WARNING: ",
    match: /^WARNING: (?:\[[^\n]{1,256}?\] )?[\w./-]{1,256}:\d{1,6} at /,
    kind: "warning",
  },
  { contains: "WARNING: kernel stack ", match: /^WARNING: kernel stack (?:regs|frame pointer) at /, kind: "warning" },
  { contains: "soft lockup - CPU#", match: /^(?:NMI )?(?:watchdog: )?BUG: soft lockup - CPU#/, kind: "soft-lockup" },
  {
    contains: "hard LOCKUP",
    match: /^(?:NMI )?(?:watchdog: )?(?:CPU\d{1,5}: )?Watchdog detected hard LOCKUP/,
    kind: "hard-lockup",
  },
  {
    contains: "INFO: rcu",
    match: /^(?:rcu: )?INFO: rcu\w{1,20} (?:self-)?detected (?:expedited )?stalls?(?: on |, but suppressed )/,
    kind: "rcu-stall",
  },
  {
    contains: "for more than",
    match: /^INFO: task [^\n]{1,64}:\d{1,10} (?:blocked(?: in I\/O wait)?|can't die) for more than /,
    kind: "hung-task",
  },
  { contains: "Kernel panic - not syncing", match: /^Kernel panic - not syncing/, kind: "panic" },
  { contains: "invoked oom-killer: ", match: /^[^\n]{1,16} invoked oom-killer: /, kind: "oom" },
  // What the report ends with, where its beginning is not in the log.
  { contains: "oom-kill:constraint=", match: /^oom-kill:constraint=/, kind: "oom" },
  {
    contains: " of memory",
    match: /^(?:Memory cgroup o|O)ut of memory[: ][^\n]{0,64}?Kill(?:ed)? process \d/,
    kind: "oom",
  },
  { contains: "BUG: Bad page", match: /^BUG: Bad page /, kind: "bad-page" },
  { contains: "BUG: Bad rss-counter", match: /^BUG: Bad rss-counter state /, kind: "other" },
  { contains: "BUG: scheduling while atomic", match: /^BUG: scheduling while atomic/, kind: "atomic-sleep" },
  {
    contains: "BUG: sleeping function called",
    match: /^BUG: sleeping function called from invalid context/,
    kind: "atomic-sleep",
  },
  { contains: "list_add corruption", match: /^list_add corruption/, kind: "list-corruption" },
  { contains: "list_add double add", match: /^list_add double add: /, kind: "list-corruption" },
  { contains: "list_del corruption", match: /^list_del corruption/, kind: "list-corruption" },
  { contains: "refcount_t: ", match: /^refcount_t: /, kind: "refcount" },
  { contains: "UBSAN: ", match: /^UBSAN: /, kind: "ubsan" },
  { contains: "Memory failure: ", match: /^Memory failure: 0x[0-9a-f]{1,16}: /, kind: "memory-failure" },
  {
    contains: "due to hardware memory corruption",
    match: /^MCE 0x[0-9a-f]{1,16}: Killing [^\n]{1,16}:\d{1,10} due to hardware memory corruption/,
    kind: "memory-failure",
  },
  {
    contains: "unregister_netdevice: waiting for ",
    match: /^unregister_netdevice: waiting for /,
    kind: "unregister-netdevice",
  },
  { contains: "NMI received for unknown reason", match: /^Uhhuh\. NMI received for unknown reason /, kind: "nmi" },
  { contains: "NMI: PCI system error", match: /^NMI: PCI system error \(SERR\) for reason /, kind: "nmi" },
  { contains: "NMI: IOCK error", match: /^NMI: IOCK error \(debug interrupt\?\) for reason /, kind: "nmi" },
  { contains: "BUG: K", match: /^BUG: K(?:ASAN|FENCE|MSAN|CSAN): /, kind: "kasan-like" },
  { contains: "INFO: Freed in ", match: /^INFO: Freed in \S{1,128} age=/, kind: "kasan-like" },
  { contains: "INFO: Allocated in ", match: /^INFO: Allocated in \S{1,128} age=/, kind: "kasan-like" },
  // mm/slub.c, slab_bug(): "BUG kmalloc-8 (Tainted: G    B   ): Object already free". KASAN prints such a line within its own report: "kasan: bad access".
  { contains: " (Not tainted): ", match: /^BUG \S{1,64} \(Not tainted\): [A-Z]/, kind: "kasan-like" },
  { contains: " (Tainted: ", match: /^BUG \S{1,64} \(Tainted: [^\n)]{1,64}\): [A-Z]/, kind: "kasan-like" },
  // arch/x86/kernel/{traps,dumpstack}.c: the thread is dead behind it.
  { contains: "stack guard page was hit at", match: /^BUG: (?:\w{1,8} )?stack guard page was hit at /, kind: "oops" },
  { contains: "kernel stack overflow (", match: /^(?:Oops: )?kernel stack overflow \(/, kind: "oops" },
  { contains: "control protection fault: ", match: /^(?:Oops: )?control protection fault: /, kind: "oops" },
  { contains: "BUG: non-zero pgtables_bytes", match: /^BUG: non-zero pgtables_bytes on freeing mm: /, kind: "other" },
  { contains: ": page allocation failure", match: /^[^\n]{1,16}: page allocation failure[:.] /, kind: "other" },
  { contains: ": nobody cared", match: /^irq \d{1,5}: nobody cared /, kind: "other" },
  { contains: "BUG: workqueue ", match: /^BUG: workqueue (?:lockup - |leaked )/, kind: "other" },
  { contains: "BUG: Dentry ", match: /^BUG: Dentry /, kind: "warning" },
  { contains: "VFS: Close: file count is ", match: /^VFS: Close: file count is /, kind: "other" },
  {
    contains: "INFO: trying to register non-static key",
    match: /^INFO: trying to register non-static key/,
    kind: "other",
  },
  // lib/smp_processor_id.c, kernel/locking/spinlock_debug.c.
  { contains: "in preemptible [", match: /^BUG: using \w{1,64}\(\) in preemptible \[/, kind: "other" },
  { contains: "BUG: spinlock ", match: /^BUG: spinlock [a-z ]{1,32} on CPU#/, kind: "other" },
  { contains: "BUG: rwlock ", match: /^BUG: rwlock [a-z ]{1,32} on CPU#/, kind: "other" },
  // kernel/locking/lockdep.c: "[ INFO: possible recursive locking detected ]" up to 4.10, "WARNING: possible ..." since.
  {
    contains: "ing dependency detected",
    match: /^(?:\[ INFO|WARNING): possible circular locking dependency detected/,
    kind: "other",
  },
  {
    contains: "recursive locking detected",
    match: /^(?:\[ INFO|WARNING): possible recursive locking detected/,
    kind: "other",
  },
  {
    contains: "lock inversion dependency",
    match: /^(?:\[ INFO|WARNING): possible irq lock inversion dependency detected/,
    kind: "other",
  },
  {
    contains: "lock order detected",
    match: /^(?:\[ INFO|WARNING): \S{1,32} -> \S{1,32} lock order detected/,
    kind: "other",
  },
  { contains: "inconsistent lock state", match: /^(?:\[ INFO|WARNING): inconsistent lock state/, kind: "other" },
  { contains: "bad unlock balance detected", match: /^(?:\[ BUG|WARNING): bad unlock balance detected/, kind: "other" },
  { contains: "held lock freed!", match: /^(?:\[ BUG|WARNING): held lock freed!/, kind: "other" },
  // kernel/locking/lockdep.c and kernel/rcu: "[ BUG: held lock freed! ]" up to 4.10, "WARNING: suspicious RCU usage" since.
  { contains: "INFO: suspicious RCU usage", match: /^\[ INFO: suspicious RCU usage\. \]/, kind: "other" },
  { contains: "WARNING: suspicious RCU usage", match: /^WARNING: suspicious RCU usage/, kind: "other" },
  {
    contains: "lock held when returning",
    match: /^(?:\[ BUG|WARNING): lock held when returning to user space!/,
    kind: "other",
  },
];

/** The start that `body` is, if it is one. */
export function reportStart(body: string): ReportStart | undefined {
  return REPORT_STARTS.find((start) => body.includes(start.contains) && start.match.test(body));
}

/** The last line of reports that have one. From 6.8 on the id is always zero, so it says nothing (measured). */
export function isReportEnd(body: string): boolean {
  return body.startsWith("---[ end ") || isKillLine(body);
}
