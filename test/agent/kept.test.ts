import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { openHost } from "../../src/host/open.ts";
import { parseKept } from "../../src/parse/kept.ts";
import { temporaryFolder } from "../support/collectors.ts";
import { AgentHome, command } from "../support/daemons.ts";
import { layOut } from "../support/txtar.ts";

const BOOT_ID = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

test("the daemon keeps the boot's lines, with the boot that they are of, where only it can read them", async ({
  skip,
}) => {
  const probed = await openHost().probe("boot-log", {});
  if (!probed.known) return skip(probed.why);
  const home = new AgentHome(temporaryFolder());
  home.configure();
  const running = await home.start();
  expect(await running.kill("SIGTERM")).toBe(0);
  const file = join(home.state, "kept.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(parseKept(readFileSync(file, "utf8")).get("boot-log")).toMatchObject({
    bootId: BOOT_ID,
    facts: { lines: probed.value },
  });
});

test("a file that is damaged is no reason not to start, and is written anew", async () => {
  const home = new AgentHome(temporaryFolder());
  home.configure();
  const first = await home.start();
  await first.kill("SIGTERM");
  writeFileSync(join(home.state, "kept.json"), '{"schema":"krane.kept.v1","checks":{"board":7');
  const second = await home.start();
  expect(await second.kill("SIGTERM")).toBe(0);
});

/** A tree whose ring has lost the boot, with what its daemon kept under this boot's id. */
function rotated(bootId: string) {
  const kept = {
    schema: "krane.kept.v1",
    checks: { "boot-log": { bootId, at: 1, facts: { lines: "x2apic enabled\n" } } },
  };
  return layOut([
    { path: "/proc/sys/kernel/random/boot_id", content: "6f1c9f1e-1b7e-4a68-8a4c-0d4a5f9b1c2d\n" },
    { path: "/extra/kmsg.raw", content: "14,8541,126192419,-;a line of a firewall\n" },
    { path: "/var/lib/krane-agent/kept.json", content: JSON.stringify(kept) },
  ]);
}

test("what was kept stands in for a ring that has lost the boot, unless it is of another boot", async () => {
  using now = rotated("6f1c9f1e-1b7e-4a68-8a4c-0d4a5f9b1c2d");
  expect(await openHost({ root: now.root }).probe("boot-log", {})).toEqual({ known: true, value: "x2apic enabled\n" });
  using former = rotated("00000000-1b7e-4a68-8a4c-0d4a5f9b1c2d");
  expect(await openHost({ root: former.root }).probe("boot-log", {})).toMatchObject({ known: false });
});

test("check takes the profile and the wishes of the configuration, and mutes what it mutes", async () => {
  const home = new AgentHome(temporaryFolder());
  const { checks } = await loadRegistry();
  home.configure({ detectors: { swap: { enabled: true } }, profile: "krane-u20" });
  const { out, err } = await command("check", "--config", home.config, "-o", "json");
  expect(err).toBe("");
  expect(checks.length).toBeGreaterThan(1);
  expect(JSON.parse(out)).toMatchObject({ profile: "krane-u20", results: [{ check: "swap" }] });
  const named = await command("check", "--config", home.config, "--profile", "generic", "-o", "json");
  expect(JSON.parse(named.out).profile).toBe("generic");
  home.configure({ wanted: { vlans: [4095] } });
  expect(await command("check", "--config", home.config)).toMatchObject({
    code: 78,
    err: expect.stringContaining("wanted.vlans.0"),
  });
  expect(await command("check", "--profile", "krane-u18")).toMatchObject({
    code: 64,
    err: expect.stringContaining("krane-u20, krane-u22, generic"),
  });
});
