import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EventStream } from "../../src/detect/event-stream.ts";
import { Fold } from "../../src/detect/fold.ts";
import { LogReader } from "../../src/detect/log-reader.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { ruleSet } from "../../src/detect/rule-set.ts";
import { allocateScanBuffer, SCAN_START } from "../../src/detect/scan-buffer.ts";
import { compileScanner } from "../../src/detect/scanner.ts";
import { kernelLine, observed, syslogLine } from "../support/observed.ts";

const SEEDS = new URL("../fixtures/seeds/", import.meta.url);
const DOWN = "e1000e 0000:00:1f.6 eth9: NIC Link is Down";

/** A record that user space writes to /dev/kmsg has a priority of 8 and more, so no test can write a kernel's: the reader gets them here. */
test("an event in the kernel's ring, kern.log and syslog is one finding; twice in the ring is two", async () => {
  const { rules } = await loadRegistry();
  const known = ruleSet(rules);
  const scanner = compileScanner(known.literals);
  const fold = new Fold("hn1prod-com0001");
  const events = new EventStream({ rules, fold });
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  const read = (path: string, format: "kmsg" | "syslog", ...lines: string[]) => {
    // The kernel's clock has drifted by four minutes in 300 days.
    const clock = () => ({ now: at, bootTime: at - 300 * 86_400_000 + 240_000, bootId: "3f6d2c52" });
    const found = (occurrence: Parameters<EventStream["push"]>[0]) => events.push(occurrence, path);
    const reader = new LogReader({ rules: known, scanner, format, clock, path, found });
    const buffer = allocateScanBuffer();
    const length = buffer.bytes.write(`${lines.join("\n")}\n`, SCAN_START);
    reader.read(buffer, SCAN_START, SCAN_START + length);
  };
  const us = 300 * 86_400_000_000;
  read("kmsg", "kmsg", `3,901,${us},-;${DOWN}`, `3,902,${us + 7},-;${DOWN}`, `12,903,${us + 9},-;${DOWN}`);
  const lines = [kernelLine(us, DOWN, new Date(at)), kernelLine(us + 7, DOWN, new Date(at))];
  read("/var/log/kern.log", "syslog", ...lines);
  read("/var/log/syslog", "syslog", ...lines);
  expect(fold.changes(at, true).findings).toMatchObject([{ detector: "link-down", count: 2 }]);
});

test("the same lines in kern.log and syslog are one finding with the count of one of them", async () => {
  const { append, until } = await observed(["kern.log", "syslog"]);
  const lines = [1, 2, 3].map((second) => kernelLine(second * 1_000_001, DOWN));
  append("syslog", lines[0] ?? "", syslogLine("sshd[77]", DOWN));
  await until((findings) => findings.length === 1);
  append("kern.log", ...lines);
  append("syslog", ...lines.slice(1), kernelLine(9_000_000, "e1000e 0000:00:1f.6 eth9: NIC Link is Up"));
  const [finding, ...others] = await until(([first]) => first?.endsAt !== undefined);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ detector: "link-down", count: 3, subject: { type: "nic", name: "eth9" } });
});

test("text that a program writes to /dev/kmsg is not taken for the kernel's", async () => {
  const { append, until, home } = await observed(["syslog"], { kmsg: true });
  const ring = ({ sources }: Awaited<ReturnType<typeof home.status>>) =>
    sources.find(({ id }) => id === "kmsg")?.records ?? 0;
  const before = ring(await home.when((status) => ring(status) > 0));
  for (const priority of ["", "<0>", "<11>"])
    appendFileSync("/dev/kmsg", `${priority}e1000e 0000:00:1f.6 forged0: NIC Link is Down\n`);
  await home.when((status) => ring(status) >= before + 3);
  append("syslog", kernelLine(1, "e1000e 0000:00:1f.6 real0: NIC Link is Down"));
  const found = await until((findings) => findings.some(({ subject }) => subject.name === "real0"));
  expect(found.map(({ subject }) => subject.name)).not.toContain("forged0");
});

test("the seed's vboxnet0 incident is one critical finding, at the collector within two seconds", async () => {
  const { log, until } = await observed(["syslog"]);
  const text = readFileSync(new URL("vboxnet0.syslog", SEEDS), "utf8");
  const startedAt = performance.now();
  writeFileSync(log.syslog ?? "", text);
  const found = await until((findings) => findings.length > 0);
  expect(performance.now() - startedAt).toBeLessThan(2000);
  expect(found).toMatchObject([
    {
      detector: "promiscuous-left",
      status: "critical",
      count: 1,
      attributes: { "krane.network.packets.dropped_percent": 99.96, "network.interface.name": "vboxnet0" },
    },
  ]);
});

const oopsOf = (pid: number) => [
  "BUG: unable to handle page fault for address: ffffffff810c472a",
  "Oops: 0000 [#1] SMP PTI",
  `CPU: 0 PID: ${pid} Comm: CPU 3/KVM Tainted: G      D           5.4.0-216-generic #236-Ubuntu`,
  "RIP: 0010:kvm_vcpu_ioctl+0x12/0x650 [kvm]",
  "Call Trace:",
  " ksys_ioctl+0x8e/0xc0",
  "---[ end trace 23e9383914d61051 ]---",
];

test("a report that comes in halves of lines, over a rotation and a SIGKILL, is one finding", async () => {
  const { home, running, log, until } = await observed(["kern.log", "syslog"]);
  const path = log["kern.log"] ?? "";
  const report = (pid: number) => oopsOf(pid).map((body, index) => `${kernelLine(pid * 1000 + index, body)}\n`);
  const lines = report(18_119);
  const records = (count: number) => home.when(({ sources }) => sources[0]?.records === count);
  for (const [index, line] of lines.slice(0, 3).entries()) {
    appendFileSync(path, line.slice(0, 50));
    appendFileSync(path, line.slice(50));
    await records(index + 1);
  }
  appendFileSync(path, (lines[3] ?? "").slice(0, 60));
  renameSync(path, `${path}.1`);
  appendFileSync(`${path}.1`, (lines[3] ?? "").slice(60));
  writeFileSync(path, lines[4] ?? "");
  await records(5);
  // Another log's finding commits all places, in the middle of the report.
  appendFileSync(log.syslog ?? "", report(20_000).join(""));
  await until((findings) => findings.length === 1);
  await running.kill("SIGKILL");
  appendFileSync(path, lines.slice(5).join(""));
  await home.start();
  const found = await until((findings) => findings.length === 2);
  const oops = found.find(({ attributes }) => attributes["process.pid"] === 18_119);
  expect(oops).toMatchObject({ count: 1, attributes: { "krane.kernel.report.state": "complete" } });
  expect(oops?.evidence).toHaveLength(lines.length);
});
