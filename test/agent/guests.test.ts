import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Agent } from "../../src/agent/agent.ts";
import { loadAgentConfig } from "../../src/config/load.ts";
import type { Finding } from "../../src/core/index.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { openHost } from "../../src/host/open.ts";
import { runningCollector, temporaryFolder } from "../support/collectors.ts";
import { AgentHome } from "../support/daemons.ts";
import { eventually } from "../support/eventually.ts";
import { GuestTree, statusXml } from "../support/guest-trees.ts";
import { listedFindings } from "../support/listed.ts";
import { kernelLine } from "../support/observed.ts";
import { createPki } from "../support/pki.ts";

const registry = await loadRegistry();
const CGROUP = "0::/machine.slice/machine-qemu\\x2d1\\x2dinstance\\x2d0000002a.scope/libvirt/emulator";

function withGuest(tree: GuestTree, tid = 104): GuestTree {
  const threads = [
    { tid: 100, name: "qemu-system-x86" },
    { tid, name: "CPU 0/KVM" },
  ];
  const xml = statusXml({ domain: "instance-0000002a", pid: 100, vcpus: [tid], name: "web-01" });
  return tree.status("instance-0000002a", xml).process(threads, { cgroup: CGROUP });
}

/** The daemon in this process, on a host that the test builds, and what its collector has of it. */
async function watching(tree: GuestTree) {
  const pki = await createPki();
  const { address } = await runningCollector(pki);
  const operator = await pki.operator("kim");
  const home = new AgentHome(temporaryFolder(), { address, tls: await pki.host("hn1prod-com0001") });
  const log = home.file("kern.log");
  writeFileSync(log, "");
  home.configure({ logs: [log], kmsg: false });
  const ids = [...registry.checks, ...registry.rules].map(({ id }) => id);
  const config = loadAgentConfig(home.config, ids);
  const quiet = () => () => undefined;
  const host = openHost({ root: tree.root, hostname: "hn1prod-com0001" });
  const agent = await Agent.start({ config, registry, version: "0", log: quiet, host });
  onTestFinished(() => agent.close());
  await eventually(() => (agent.status().uplink.connected ? true : undefined));
  const until = (holds: (findings: readonly Finding[]) => boolean) =>
    eventually(async () => {
      const findings = await listedFindings(address, operator);
      return holds(findings) ? findings : undefined;
    });
  const oops = (tid: number) => {
    const lines = [
      "BUG: kernel NULL pointer dereference, address: 0000000000000010",
      "Oops: 0000 [#1] SMP PTI",
      `CPU: 22 PID: ${tid} Comm: CPU 0/KVM Not tainted 5.15.0-91-generic #101-Ubuntu`,
      "RIP: 0010:kvm_vcpu_ioctl+0x1a2/0x5f0 [kvm]",
      "---[ end trace 41a7bd0f0c5ad1e2 ]---",
    ];
    appendFileSync(log, lines.map((body, n) => `${kernelLine(hostUptimeUs() + n, body)}\n`).join(""));
  };
  return { oops, until };
}

/** The kernel's clock now. */
function hostUptimeUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

test("the daemon names the guest of a thread that is dead when its report is read", async () => {
  using tree = withGuest(new GuestTree());
  const { oops, until } = await watching(tree);
  rmSync(join(tree.root, "proc"), { recursive: true });
  rmSync(join(tree.root, "run"), { recursive: true });
  oops(104);
  const [finding] = await until((findings) => findings.length > 0);
  expect(finding).toMatchObject({
    detector: "guest-oops",
    subject: { type: "guest", name: "web-01", id: "3c1f6b1a-1111-4c2d-9d7e-0123456789ab" },
    attributes: { "krane.vm.domain": "instance-0000002a", "krane.vm.pid": 100, "host.name": "hn1prod-com0001" },
  });
});

test("a guest that is younger than the last look is found when a report names it, and amends the finding", async () => {
  using tree = new GuestTree().process([{ tid: 1, name: "systemd" }]);
  const { oops, until } = await watching(tree);
  withGuest(tree);
  oops(104);
  const [finding, ...others] = await until(([first]) => first?.subject.name === "web-01");
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ count: 1, message: expect.stringMatching(/^web-01: CPU 0\/KVM\[104\]: /) });
});

test("where nobody knows, the finding says so at once, with those that are there", async () => {
  using tree = withGuest(new GuestTree());
  const { oops, until } = await watching(tree);
  oops(999);
  const [finding] = await until((findings) => findings.length > 0);
  expect(finding).toMatchObject({
    subject: { name: "CPU 0/KVM[999]" },
    attributes: { "krane.vm.candidates": ["web-01"] },
  });
});
