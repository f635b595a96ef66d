import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findingMessage } from "../../src/rpc/codec.ts";
import { krane } from "../../src/rpc/generated/krane.js";
import { runningCollector } from "../support/collectors.ts";
import { finding } from "../support/findings.ts";
import { CRITICAL, connectedHosts, feed, fleet } from "../support/fleet.ts";
import { flagsFor, runKranectl, steady } from "../support/kranectl.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();

const GOLDEN: readonly (readonly [file: string, args: readonly string[]])[] = [
  ["hosts-two", ["hosts"]],
  ["hosts-two-ko", ["hosts", "--lang", "ko"]],
  ["findings-two-hosts", ["findings"]],
  ["findings-two-hosts-ko", ["findings", "--lang", "ko"]],
  ["show-connected", ["show", "hn1prod-com0001"]],
  ["show-connected-ko", ["show", "hn1prod-com0001", "--lang", "ko"]],
  ["show-unconnected", ["show", "hn1prod-com0002"]],
  ["check-connected", ["check", "hn1prod-com0001"]],
  ["check-connected-ko", ["check", "hn1prod-com0001", "--lang", "ko"]],
];

const GOLDEN_JSON: readonly (readonly [file: string, args: readonly string[]])[] = [
  ["hosts-two", ["hosts"]],
  ["findings-two-hosts", ["findings"]],
  ["show-connected", ["show", "hn1prod-com0001"]],
  ["check-connected", ["check", "hn1prod-com0001"]],
];

test("each command answers as an operator reads it, and as a program does", async () => {
  const { flags } = await fleet(pki);
  const run = async (name: string, args: readonly string[], kind: string) => {
    const { code, out, err } = await runKranectl([...args, ...flags]);
    expect(err, name).toBe("");
    expect(out, `${name} is piped`).not.toContain("\u001b");
    await expect(steady(out)).toMatchFileSnapshot(`../golden/kranectl/${name}.${code}.${kind}`);
  };
  for (const [name, args] of GOLDEN) await run(name, args, "txt");
  for (const [name, args] of GOLDEN_JSON) await run(name, [...args, "-o", "json"], "json");
});

test("findings are filtered by host, status, time, and whether they are over", async () => {
  const { flags } = await fleet(pki);
  const found = async (...args: string[]): Promise<string[]> => {
    const { code, out } = await runKranectl(["findings", "-o", "json", ...args, ...flags]);
    expect(code).toBe(0);
    const { findings }: { findings: { host: string; detector: string }[] } = JSON.parse(out);
    return findings.map(({ host, detector }) => `${host.slice(-1)} ${detector}`);
  };
  expect(await found()).toEqual(["1 guest-oops", "1 swap", "2 swap", "1 link-down"]);
  expect(await found("--host", "hn1prod-com0002")).toEqual(["2 swap"]);
  expect(await found("--status", "critical,unknown")).toEqual(["1 guest-oops"]);
  expect(await found("--open", "--status", "warning")).toEqual(["1 swap", "2 swap"]);
  expect(await found("--since", "8h", "--host", "hn1prod-com0001")).toEqual(["1 guest-oops", "1 swap"]);
  const filtered = await runKranectl(["findings", "--status", "unknown", "--since", "2h", ...flags]);
  expect(filtered.out).toBe("UNKNOWN nothing open on 2 hosts; 1 NOT connected (--status unknown --since 2h)\n");
  const limited = await runKranectl(["findings", "--limit", "1", ...flags]);
  expect(limited.out.trimEnd().split("\n")).toHaveLength(4);
  expect(limited.out).toContain("more match than are shown");
});

test("a finding of a hostile guest cannot act on the terminal", async () => {
  const running = await runningCollector(pki);
  const hostile = "\u001b[2J\u009b31m\u202etxt.exe\u0007\r\nroot:";
  const message = { ...findingMessage(finding(1)), message: hostile, evidence: [hostile] };
  const attributes = { "krane.guest.name": { text: hostile } };
  const subject = { type: "guest", name: hostile };
  const bytes = krane.v1.Finding.encode({ ...message, attributes, subject, ticket: hostile }).finish();
  await feed(running, pki, "hn1prod-com0001", [bytes]);
  const flags = flagsFor(running.address, await pki.operator("kim"));
  for (const output of ["text", "json"]) {
    for (const args of [["findings"], ["show", "hn1prod-com0001"], ["hosts"]]) {
      const { out } = await runKranectl([...args, "-o", output, ...flags]);
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(out).toContain(args[0] === "hosts" ? "hn1prod-com0001" : "txt.exe");
    }
  }
});

test("a fleet without a host is unknown, a quiet host is ok, and unknown once it is away", async () => {
  const running = await runningCollector(pki);
  const flags = flagsFor(running.address, await pki.operator("kim"));
  expect(await runKranectl(["hosts", ...flags])).toMatchObject({
    code: 0,
    out: "UNKNOWN no host has ever connected\n",
  });
  const { agent } = await feed(running, pki, "hn1prod-com0001", [{ ...CRITICAL, endsAt: Date.now() }]);
  const { code, out } = await runKranectl(["findings", ...flags]);
  expect(code).toBe(0);
  expect(out).toMatch(/^OK nothing open on 1 host\n/);
  expect(await runKranectl(["show", "hn1prod-com0001", ...flags])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^OK hn1prod-com0001: nothing open; 1 over; connected\n/),
  });
  await agent.close();
  await connectedHosts(running.address, await pki.operator("kim"), 0);
  const away = await runKranectl(["show", "hn1prod-com0001", ...flags]);
  expect(away.code).toBe(3);
  expect(away.out).toMatch(/^UNKNOWN hn1prod-com0001: nothing open; 1 over; NOT connected, last seen .* ago\)\n/);
});

test("everything has help, and says its version", async () => {
  const help = await runKranectl(["--help"]);
  expect(help).toMatchObject({ code: 0, err: "" });
  for (const command of ["hosts", "findings", "show", "check", "watch"]) {
    expect(help.out).toContain(`\n  ${command}`);
    const own = await runKranectl([command, "--help"]);
    expect(own).toMatchObject({ code: 0, err: "", out: expect.stringContaining(`Usage: kranectl ${command}`) });
    expect(own.out).toContain("Exit codes:");
  }
  expect(await runKranectl(["--version"])).toMatchObject({ code: 0, out: expect.stringMatching(/^kranectl \d/) });
});

test("output that cannot be written is an error, but not when its reader has read enough", async () => {
  const program = fileURLToPath(new URL("../../src/main/kranectl.ts", import.meta.url));
  const shell = (command: string) =>
    spawnSync("bash", ["-c", command, process.execPath, program], { encoding: "utf8" });
  const full = shell('"$0" "$1" --help > /dev/full');
  expect(full).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(/^kranectl: write to standard output: ENOSPC.*\n$/),
  });
  expect(shell('"$0" "$1" hosts --help | true; exit $PIPESTATUS')).toMatchObject({ status: 0, stderr: "" });
});
