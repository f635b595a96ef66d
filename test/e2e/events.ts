/** The machine's own names for things in the generated logs. */
const HOST = "hn1prod-com0001";
const NICS = 40;

function kernel(us: number, body: string): string {
  const at = new Date(START + us / 1000).toISOString();
  const uptime = `${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, "0")}`;
  return `${at.replace("Z", "+00:00")} ${HOST} kernel: [${uptime.padStart(12)}] ${body}`;
}

/** An hour ago, on the second. */
const START = Math.floor(Date.now() / 3_600_000 - 1) * 3_600_000;

function oops(us: number, pid: number): string[] {
  const bodies = [
    "BUG: unable to handle page fault for address: ffffffff810c472a",
    "#PF: supervisor read access in kernel mode",
    `Oops: 0000 [#${pid % 9}] SMP PTI`,
    `CPU: 0 PID: ${pid} Comm: qemu-system-x86 Tainted: G      D           5.4.0-216-generic #236-Ubuntu`,
    "RIP: 0010:kvm_vcpu_ioctl+0x12/0x650 [kvm]",
    "Call Trace:",
    ` ksys_ioctl+0x8e/0xc0`,
    "---[ end trace 23e9383914d61051 ]---",
  ];
  return bodies.map((body, line) => kernel(us + line, body));
}

function down(us: number, nic: string): string {
  return kernel(us, `e1000e 0000:00:1f.6 ${nic}: NIC Link is Down`);
}

/**
 * Lines of event `n`. "distinct": each event is a finding of its own, every fifth a report of several lines. "repeated": the same troubles
 * again and again, half of them by a writer without the kernel's clock, in one second.
 */
export function linesOf(kind: string, n: number): string[] {
  const us = 60_000_000 + n * 1000;
  if (kind === "distinct") return n % 5 === 0 ? oops(us, 10_000 + n) : [down(us, `e${n}`)];
  const name = n % NICS;
  if (n % 2 === 0) return [down(us, `k${name}`)];
  const at = new Date(START + Math.floor(n / 1000) * 1000).toISOString().replace("Z", "+00:00");
  return [`${at} ${HOST} NetworkManager[1233]: <info>  [1494821976.7642] device (m${name}): link disconnected`];
}

/** What must be found in the end: a name for each finding, and its count. */
export function expectedOf(kind: string, count: number): Map<string, number> {
  const expected = new Map<string, number>();
  for (let n = 0; n < count; n++) {
    const name = kind === "distinct" ? (n % 5 === 0 ? `guest-oops ${10_000 + n}` : `link-down e${n}`) : repeated(n);
    expected.set(name, (expected.get(name) ?? 0) + 1);
  }
  return expected;
}

function repeated(n: number): string {
  return `link-down ${n % 2 === 0 ? "k" : "m"}${n % NICS}`;
}
