import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/collectors.ts";
import { AgentHome, command } from "../support/daemons.ts";
import { kernelLine, observed } from "../support/observed.ts";

test("status is ok and complete while all is well, in text and in JSON", async () => {
  const { home, append, until, log } = await observed(["syslog"]);
  append("syslog", kernelLine(1, "e1000e 0000:00:1f.6 a0: NIC Link is Down"));
  await until((findings) => findings.length === 1);
  await home.when(({ outbox }) => outbox.depth === 0);
  const text = await command("status", "--socket", home.socket);
  expect(text).toMatchObject({ code: 0, err: "" });
  expect(text.out).toMatch(/^OK \S+: krane-agent \S+, pid \d+, since /);
  expect(text.out).toMatch(/uplink +connected to 127\.0\.0\.1:\d+ since .*, last ack /);
  expect(text.out).toMatch(/outbox +0 findings to send, .* of 64(\.0)? MiB/);
  expect(text.out).toMatch(/findings +1 open/);
  expect(text.out).toContain(`${log.syslog}`);
  expect(text.out).toContain("1 lines read, 0 lost");
  const json = await command("status", "--socket", home.socket, "-o", "json");
  expect(JSON.parse(json.out)).toMatchObject({
    schema: "krane.status.v1",
    config: { file: home.config, error: null },
    uplink: { connected: true, lastError: null },
    outbox: { depth: 0, waiting: 0, writable: true },
    sources: [{ id: log.syslog, records: 1, lost: 0 }],
    findings: { open: 1 },
  });
});

test("status is a warning where no collector answers, 3 where no daemon does, 64 for wrong usage", async () => {
  const home = new AgentHome(temporaryFolder());
  home.configure();
  await home.start();
  expect(await command("status", "--socket", home.socket)).toMatchObject({
    code: 0,
    out: expect.stringContaining("no collector configured: findings stay on this host"),
  });
  expect(await command("status", "--socket", home.file("none"))).toMatchObject({
    code: 3,
    err: expect.stringContaining("is krane-agent run running?"),
  });
  expect(await command("status", "-o", "xml")).toMatchObject({ code: 64 });
});

test("status shows the inventory that was written for the daemon, and says why where it cannot be read", async () => {
  const home = new AgentHome(temporaryFolder());
  const file = home.file("inventory.json");
  expect(await command("inventory", "--write", file)).toMatchObject({ code: 0 });
  const { cpus, memory, disks, nics, collectedAt } = JSON.parse(readFileSync(file, "utf8"));
  home.configure({ inventory: file });
  const running = await home.start();
  expect(await home.status()).toMatchObject({
    inventory: {
      collectedAt,
      cpus: cpus.threads,
      memoryBytes: memory.totalBytes,
      disks: disks.length,
      nics: nics.length,
    },
    inventoryError: null,
  });
  const shown = await command("status", "--socket", home.socket);
  expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^inventory +.* \d+ CPUs, /m) });
  expect(running.log()).not.toContain("inventory");
  await running.kill("SIGTERM");
  writeFileSync(file, "{}");
  const blind = await home.start();
  expect(await home.status()).toMatchObject({ inventory: null, inventoryError: expect.stringContaining(file) });
  const said = await command("status", "--socket", home.socket);
  expect(said).toMatchObject({ code: 1, out: expect.stringMatching(/^inventory +cannot be read: read /m) });
  expect(blind.log().match(/<4>agent: the inventory was not read/g)).toHaveLength(1);
});
