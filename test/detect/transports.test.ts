import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { scanned } from "../support/scanned.ts";

const { rules } = await loadRegistry();

/** One report of a real shape; each line 1 ms behind the one before, as the kernel prints them. */
const REPORT = [
  "BUG: kernel NULL pointer dereference, address: 0000000000000008",
  "#PF: supervisor read access in kernel mode",
  "Oops: 0000 [#1] SMP PTI",
  "CPU: 3 PID: 1954 Comm: CPU 0/KVM Kdump: loaded Tainted: G      D W         5.15.0-91-generic #101-Ubuntu",
  "RIP: 0010:kvm_arch_vcpu_ioctl_run+0xd9/0x120 [kvm]",
  "---[ end trace 0000000000000000 ]---",
];
const uptime = (index: number) => `[ 1019.${110_825 + index * 1000}]`;
const render = (line: (body: string, index: number) => string) => `${REPORT.map(line).join("\n")}\n`;

const WAYS: Readonly<Record<string, string>> = {
  dmesg: render((body, index) => `${uptime(index)} ${body}`),
  "dmesg with callers": render((body, index) => `${uptime(index)}[ T1954] ${body}`),
  "dmesg -T": render((body) => `[Sat Nov 21 03:07:12 2026] ${body}`),
  "dmesg -x": render((body, index) => `kern  :alert : ${uptime(index)} ${body}`),
  kmsg: render((body, index) => `1,${index},${1_019_110_825 + index * 1000},-;${body}`),
  "kmsg with a device": render(
    (body, index) => `1,${index},${1_019_110_825 + index},-;${body}\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:1f.0`,
  ),
  syslog: render((body, index) => `Nov 21 03:07:12 com0369 kernel: ${uptime(index)} ${body}`),
  "syslog, ISO": render(
    (body, index) => `2026-11-21T03:07:12.${110_825 + index}+09:00 com0369 kernel: ${uptime(index)} ${body}`,
  ),
  "RFC 5424": render((body, index) => `<1>1 2026-11-21T03:07:12Z com0369 kernel - - - ${uptime(index)} ${body}`),
  journal: render((body, index) =>
    JSON.stringify({ MESSAGE: body, _TRANSPORT: "kernel", _SOURCE_MONOTONIC_TIMESTAMP: String(1_019_110_825 + index) }),
  ),
  "a console without headers": render((body) => body),
};

const FACTS = {
  "krane.kernel.report.title": "BUG: kernel NULL pointer dereference in kvm_arch_vcpu_ioctl_run",
  "krane.kernel.report.state": "complete",
  "process.pid": 1954,
  "process.title": "CPU 0/KVM",
  "krane.cpu": 3,
  "krane.kernel.taint": "G D W",
  "krane.kernel.taint_flags": ["DIE", "WARN"],
  "os.version": "5.15.0-91-generic",
  "krane.kernel.module": "kvm",
};

describe("a report is the same whichever way it came", () => {
  test.each(Object.entries(WAYS))("%s", async (_, text) => {
    expect(await scanned(rules, [{ text }])).toMatchObject([{ detector: "guest-oops", count: 1, attributes: FACTS }]);
  });

  test("all ways that keep the kernel's clock tell of one finding with one count", async () => {
    const texts = [WAYS.dmesg, WAYS.kmsg, WAYS.syslog, WAYS["syslog, ISO"], WAYS["RFC 5424"]];
    const logs = texts.map((text = "", index) => ({ text, path: `log ${index}` }));
    expect(await scanned(rules, logs)).toMatchObject([{ detector: "guest-oops", count: 1 }]);
  });
});

test("the seed's report is found among the lines of a day", async () => {
  const read = (path: string) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8");
  const text = read("quiet/boot-5.10.dmesg") + read("seeds/guest-oops.dmesg") + read("quiet/boot-5.10.dmesg");
  expect(await scanned(rules, [{ text }])).toMatchObject([
    { detector: "guest-oops", attributes: { "process.pid": 18_119 } },
  ]);
});
