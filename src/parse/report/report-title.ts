/**
 * How a report is named in every kernel's wording, from 4.4 to 6.16, so that one fault has one name over a fleet of them. `$1` is a part of
 * the line. What differs each time, and from build to build (addresses, source lines, CPUs), is not in it.
 */
const HEADS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:BUG: )?(?:[Uu]nable to handle )?kernel NULL pointer dereference.*$/,
    "BUG: unable to handle kernel NULL pointer dereference",
  ],
  [
    /^(?:BUG: )?[Uu]nable to handle (?:kernel paging request|page fault for address).*$/,
    "BUG: unable to handle kernel paging request",
  ],
  [/^(?:BUG: )?[Uu]nable to handle kernel .*$/, "BUG: unable to handle kernel"],
  [/^.{0,128}general protection fault.*$/, "general protection fault"],
  [/^(?:PANIC: )?double fault.*$/, "PANIC: double fault"],
  [/^kernel BUG at lib\/list_debug.*$/, "BUG: corrupted list"],
  [/^list_(?:add|del) (?:corruption|double add).*$/, "BUG: corrupted list"],
  [/^kernel BUG at mm\/usercopy.*$/, "BUG: bad usercopy"],
  [/^kernel BUG at .*$/, "kernel BUG"],
  [/^divide[ _]error: .*$/, "divide error"],
  [/^stack segment: .*$/, "stack segment fault"],
  [/^(Unhandled fault|Internal error).*$/, "$1"],
  [/^(\w[\w ]{1,32}): [0-9a-f]{1,8} \[#\d+\].*$/, "$1"],
  [/^refcount_t: .*$/, "WARNING: refcount bug"],
  [/^BUG: soft lockup .*$/, "BUG: soft lockup"],
  [/^(Watchdog detected hard LOCKUP).*$/, "$1"],
  [/^INFO: rcu\w* .*$/, "INFO: rcu detected stall"],
  [/^INFO: task .* blocked (?:in I\/O wait )?for more than .*$/, "INFO: task hung"],
  [/^INFO: task .* can't die for more than .*$/, "INFO: task can't die"],
  // What a warning is about is told by the file of the check that gave it.
  [/^WARNING: .*\blib\/debugobjects\.c:.*$/, "WARNING: ODEBUG bug"],
  [/^WARNING: .*\blib\/refcount\.c:.*$/, "WARNING: refcount bug"],
  [/^WARNING: .*\blib\/kobject\.c:.*$/, "WARNING: kobject bug"],
  [/^WARNING: .*\bfs\/proc\/generic\.c:.*$/, "WARNING: proc registration bug"],
  [/^WARNING: .*\bmm\/(?:slab_common|util)\.c:\d+ .*alloc.*$/, "WARNING: kmalloc bug"],
  [/^WARNING: (?:CPU: \d+ PID: \d+ )?at .*$/, "WARNING"],
  [/^WARNING: (?:\[.*\] )?[\w./-]+:\d+ at .*$/, "WARNING"],
  [/^WARNING: (kernel stack (?:regs|frame pointer)) at .* has (bad (?:'\w+' )?value).*$/, "WARNING: $1 has $2"],
  [/^\[? ?(?:INFO|WARNING): possible .*$/, "possible deadlock"],
  [/^\[? ?(?:INFO|WARNING): \S+ -> \S+ lock order detected.*$/, "possible deadlock"],
  [/^(?:\[ INFO|WARNING): inconsistent lock state.*$/, "inconsistent lock state"],
  [/^\[ ((?:INFO|BUG): .*?)[.!]? \]$/, "$1"],
  [/^(WARNING: [a-z ]{1,64}[a-z])[.!]?$/, "$1"],
  [/^(BUG: using \w+\(\) in preemptible) .*$/, "$1 code"],
  [/^(BUG: (?:spin|rw)lock [a-z ]+) on CPU#.*$/, "$1"],
  [/^BUG: (KCSAN: .*)$/, "$1"],
  [/^BUG: (K[A-Z]+: [a-z][a-z-]{1,64}(?: (?:read|write|free|access|corruption))?)(?: in .*)?$/, "$1"],
  [/^UBSAN: ([A-Za-z-]+(?: behaviour)?)(?: in .*)?$/, "UBSAN: $1"],
  [/^BUG \S+ \(.*\): (.*)$/, "BUG: $1"],
  [/^BUG: Dentry .*$/, "BUG: Dentry still in use"],
  [/^VFS: Close: file count is .*$/, "VFS: Close: file count is zero (use-after-free)"],
  [/^BUG: (?:\w+ )?stack guard page was hit.*$/, "BUG: stack guard page was hit"],
  [
    /^(BUG: (?:scheduling while atomic|sleeping function called from invalid context|Bad page (?:state|map)|Bad rss-counter state|non-zero pgtables_bytes|workqueue lockup|workqueue leaked lock or atomic)).*$/,
    "$1",
  ],
  [/^(INFO: (?:Freed|Allocated) in \w+).*$/, "$1"],
  [/^.{1,16} (invoked oom-killer): .*$/, "$1"],
  [/^(?:oom-kill:constraint=|(?:Memory cgroup o|O)ut of memory).*$/, "invoked oom-killer"],
  [/^.{1,16}: (page allocation failure)[:.] .*$/, "$1"],
  [/^(irq \d+: nobody cared) .*$/, "$1"],
  [/^(kernel stack overflow) .*$/, "BUG: stack guard page was hit"],
  [/^MCE 0x[0-9a-f]+: Killing .* due to .*$/, "Memory failure: Sending SIGBUS"],
  [/^(Memory failure): 0x[0-9a-f]{1,16}: (?:Sending SIGBUS|Killing) .*$/, "$1: Sending SIGBUS"],
  [/^(Memory failure): 0x[0-9a-f]{1,16}: forcibly killing .*$/, "$1: forcibly killing"],
  [/^(Memory failure): 0x[0-9a-f]{1,16}: ([^:\d]*)(: [A-Z][a-z]+)?.*$/, "$1: $2$3"],
  [/^(unregister_netdevice: waiting for .{1,32} to become free).*$/, "$1"],
  [/(?: for reason)? [0-9a-f]{2} on CPU \d+.*$/, ""],
];

/** What a panic says, of which only the reason is kept. */
const PANICS: readonly (readonly [RegExp, string])[] = [
  [/^Kernel panic - not syncing(?:: |$)/, "kernel panic: "],
  [/stack-protector: Kernel stack is corrupted in.*$/, "stack is corrupted"],
  [/corrupted stack end detected.*$/, "corrupted stack end"],
  [/(Attempted to kill init!).*$/, "$1"],
  [/(Memory failure): 0x[0-9a-f]+/, "$1"],
  [/(Hard LOCKUP|hard LOCKUP) on cpu \d+.*$/, "$1"],
];

/** What is printed before the same message by some kernels and not by others. */
const PREFIX = /^(?:(?:NMI )?watchdog: (?:CPU\d+: )?|rcu: |traps: |kasan: |Oops: (?=[^\d]))/;

/** One stable line that reports of the same fault share: what happened, and the first function that it is about. */
export function reportTitle(line: string, where: string | undefined): string {
  const said = line.replace(PREFIX, "");
  const [pattern, by] = HEADS.find(([head]) => head.test(said)) ?? [/$/, ""];
  const head = PANICS.reduce((text, [from, to]) => text.replace(from, to), said.replace(pattern, by));
  const plain = head.replace(/[\s:,.]+$/, "");
  return where === undefined ? plain : `${plain} in ${where}`;
}
