import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answerRequest } from "../../src/host/helper-answer.ts";
import { decodeAnswer } from "../../src/host/helper-wire.ts";
import { openHost } from "../../src/host/open.ts";
import { parseSmart } from "../../src/parse/disk/smart.ts";
import { temporaryFolder } from "../support/folder.ts";

const SMART = '{"verb":"smart","args":{"disk":"sda"}}';
const SENSORS = '{"verb":"ipmi-sensors","args":{}}';
const EVENTS = '{"verb":"ipmi-events","args":{}}';

/** A folder with one tool in it. */
function tool(name: string, script: string) {
  const folder = temporaryFolder();
  const path = join(folder.path, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return folder;
}

async function smart(path: string) {
  return decodeAnswer("smart", await answerRequest(SMART, path));
}

describe("the helper's tools", () => {
  test("are asked with fixed arguments, nothing of the environment and no input", async () => {
    using folder = tool("smartctl", 'echo "$0 $@"; /usr/bin/env; /bin/cat; pwd');
    process.env.KRANE_SECRET = "hidden";
    const answer = await smart(folder.path);
    delete process.env.KRANE_SECRET;
    const lines = answer.known ? answer.value.trim().split("\n") : [];
    const [argv, ...others] = lines;
    expect(argv).toBe(`${folder.path}/smartctl --json=c -H -A -i /dev/sda`);
    expect(others.filter((line) => !/^(?:PWD|_|SHLVL)=/.test(line)).sort()).toEqual(
      ["/", "LC_ALL=C", `PATH=${folder.path}`].sort(),
    );
  });

  test("may fail and still have said something", async () => {
    using folder = tool("smartctl", "echo '{}'; exit 64");
    expect(await smart(folder.path)).toEqual({ known: true, value: "{}\n" });
  });

  test("say why they have nothing to say", async () => {
    using folder = tool("ipmitool", "echo 'Could not open device at /dev/ipmi0' >&2; exit 1");
    expect(decodeAnswer("ipmi-sensors", await answerRequest(SENSORS, folder.path))).toEqual({
      known: false,
      why: "ipmitool: Could not open device at /dev/ipmi0",
    });
  });

  test("may have an empty log", async () => {
    using folder = tool("ipmitool", '[ "$*" = "-c sel elist last 200" ] && echo "SEL has no entries" >&2');
    expect(decodeAnswer("ipmi-events", await answerRequest(EVENTS, folder.path))).toEqual({ known: true, value: "" });
  });

  test("are cut where they talk too much", async () => {
    using folder = tool("smartctl", "/usr/bin/yes krane");
    const answer = await smart(folder.path);
    expect(answer.known && answer.value.length).toBe(65_536);
  });

  test("are not waited for, not even where something of them lives on", { timeout: 10_000 }, async () => {
    using folder = tool("smartctl", "trap '' TERM; /bin/sleep 8; echo '{}'");
    const startedAt = performance.now();
    expect(await smart(folder.path)).toEqual({ known: false, why: "smartctl did not end within 5 s" });
    expect(performance.now() - startedAt).toBeLessThan(6000);
  });

  test("need not be installed, nor be programs", async () => {
    using empty = temporaryFolder();
    expect(await smart(empty.path)).toEqual({ known: false, why: "smartctl is not installed" });
    writeFileSync(join(empty.path, "smartctl"), "no program", { mode: 0o644 });
    expect(await smart(empty.path)).toEqual({ known: false, why: "smartctl is not installed" });
    chmodSync(join(empty.path, "smartctl"), 0o755);
    expect(await smart(empty.path)).toMatchObject({ known: false, why: expect.stringContaining("smartctl:") });
    expect(await smart("relative:bin")).toEqual({ known: false, why: "smartctl is not installed" });
  });

  test.each(["../sda", "sda1", "-a", "sda;id", "vda", "", "nvme0n1p1"])("are not asked of %j", async (disk) => {
    using folder = tool("smartctl", "echo '{}'");
    const request = JSON.stringify({ verb: "smart", args: { disk } });
    expect(decodeAnswer("smart", await answerRequest(request, folder.path))).toEqual({
      known: false,
      why: "arguments of smart not allowed",
    });
  });

  test("are never started by a check, root or not", async () => {
    const host = openHost({ isRoot: true, helperSocket: "/nonexistent/probe.sock" });
    expect(await host.probe("smart", { disk: "sda" })).toEqual({
      known: false,
      denied: true,
      why: expect.stringMatching(/^the privileged helper does not answer on \/nonexistent/),
    });
    expect(await host.probe("ipmi-sensors", {})).toMatchObject({ known: false, denied: true });
    const source = readFileSync(new URL("../../src/host/probes.ts", import.meta.url), "utf8");
    expect(source).not.toMatch(/^import .*tools/m);
  });

  test.runIf(existsSync("/usr/sbin/smartctl"))("understand the real smartctl of this machine", async () => {
    const answer = decodeAnswer("smart", await answerRequest('{"verb":"smart","args":{"disk":"sdzzz"}}'));
    expect(answer.known && parseSmart(answer.value)).toMatchObject({ kind: "unseen" });
  });
});
