import type { ReportKind } from "../core/index.ts";

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
  { contains: "------------[ cut here ]", match: /^-{12}\[ cut here \]-{12}/ },
  {
    contains: "NULL pointer dereference",
    match: /^(?:BUG: )?(?:[Uu]nable to handle )?kernel NULL pointer dereference/,
    kind: "null-dereference",
  },
  {
    contains: "nable to handle kernel paging request",
    match: /^(?:BUG: )?[Uu]nable to handle kernel paging request/,
    kind: "page-fault",
  },
  { contains: "unable to handle page fault", match: /^BUG: unable to handle page fault for /, kind: "page-fault" },
  { contains: "general protection fault", match: /^(?:Oops: )?general protection fault(?:,|:| for )/, kind: "gpf" },
  { contains: "double fault", match: /^(?:(?:traps: )?PANIC: |Oops: )?double fault[,:]/, kind: "double-fault" },
  { contains: "kernel BUG at ", match: /^kernel BUG at /, kind: "bug" },
  { contains: "invalid opcode: ", match: /^(?:Oops: )?invalid opcode: [0-9a-f]{4} \[#/, kind: "bug" },
  { contains: "divide error: ", match: /^(?:Oops: )?divide error: [0-9a-f]{4} \[#/, kind: "oops" },
  { contains: "stack segment: ", match: /^(?:Oops: )?stack segment: [0-9a-f]{4} \[#/, kind: "oops" },
  { contains: "alignment check: ", match: /^(?:Oops: )?alignment check: [0-9a-f]{4} \[#/, kind: "oops" },
  { contains: "Oops: ", match: /^(?:Internal error: )?Oops: [^\n]{1,64} \[#\d{1,4}\]/, kind: "oops" },
  { contains: "WARNING: ", match: /^WARNING: (?:CPU: \d{1,5} PID: \d{1,10} )?at /, kind: "warning" },
  { contains: "soft lockup - CPU#", match: /^(?:NMI )?(?:watchdog: )?BUG: soft lockup - CPU#/, kind: "soft-lockup" },
  { contains: "hard LOCKUP", match: /^(?:NMI )?(?:watchdog: )?Watchdog detected hard LOCKUP/, kind: "hard-lockup" },
  {
    contains: "INFO: rcu",
    match: /^(?:rcu: )?INFO: rcu\w{1,20} (?:self-)?detected (?:expedited )?stalls? on /,
    kind: "rcu-stall",
  },
  {
    contains: "blocked for more than",
    match: /^INFO: task [^\n]{1,64}:\d{1,10} blocked for more than /,
    kind: "hung-task",
  },
  { contains: "Kernel panic - not syncing", match: /^Kernel panic - not syncing/, kind: "panic" },
  { contains: "BUG: Bad page", match: /^BUG: Bad page /, kind: "bad-page" },
  { contains: "BUG: scheduling while atomic", match: /^BUG: scheduling while atomic/, kind: "atomic-sleep" },
  {
    contains: "BUG: sleeping function called",
    match: /^BUG: sleeping function called from invalid context/,
    kind: "atomic-sleep",
  },
  { contains: "list_add corruption", match: /^list_add corruption/, kind: "list-corruption" },
  { contains: "list_del corruption", match: /^list_del corruption/, kind: "list-corruption" },
  { contains: "refcount_t: ", match: /^refcount_t: /, kind: "refcount" },
];

/** The start that `body` is, if it is one. */
export function reportStart(body: string): ReportStart | undefined {
  return REPORT_STARTS.find((start) => body.includes(start.contains) && start.match.test(body));
}

/** The last line of reports that have one. From 6.8 on the id is always zero, so it says nothing (measured). */
export function isReportEnd(body: string): boolean {
  return body.startsWith("---[ end ");
}
