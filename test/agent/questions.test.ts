import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Ingest } from "../../src/collector/ingest.ts";
import { StoreClient } from "../../src/collector/store-client.ts";
import { createRpc } from "../../src/rpc/grpc.ts";
import { listen } from "../../src/rpc/listener.ts";
import { queryService } from "../../src/rpc/services.ts";
import { runningCollector, temporaryFolder } from "../support/collectors.ts";
import { AgentHome, command } from "../support/daemons.ts";
import { eventually } from "../support/eventually.ts";
import { channelTo } from "../support/operators.ts";
import { createPki } from "../support/pki.ts";

const NAME = "hn1prod-com0001";

test("an operator has a host run its checks; a check that is not there is an error and hurts nobody", async () => {
  const pki = await createPki();
  const { address } = await runningCollector(pki);
  const home = new AgentHome(temporaryFolder(), { address, tls: await pki.host(NAME) });
  home.configure({ detectors: { kvm: {}, swap: {}, x2apic: {} } });
  await home.start();
  await home.when(({ uplink }) => uplink.connected);
  const channel = channelTo(address, await pki.operator("kim"));
  const ask = (checks: string[]) =>
    channel.unary(queryService.checkHost, { host: NAME, checks }, { timeoutMs: 10_000 });
  const all = await ask([]);
  expect([...new Set(all.results?.map(({ check }) => check))].sort()).toEqual(["kvm", "swap", "x2apic"]);
  const one = await ask(["swap"]);
  expect(new Set(one.results?.map(({ check }) => check))).toEqual(new Set(["swap"]));
  await expect(ask(["swap", "reboot"])).rejects.toThrow('there is no check "reboot" here');
  await expect(ask(["swap"])).resolves.toMatchObject({ results: [{ check: "swap" }] });
  await expect(channel.unary(queryService.checkHost, { host: "nobody" }, { timeoutMs: 10_000 })).rejects.toThrow(
    "not connected",
  );
});

test("the centre has the kernel's ring read again, and an agent describe itself", async () => {
  const pki = await createPki();
  const log = () => undefined;
  const store = await StoreClient.open(`${temporaryFolder()}/collector.db`, log);
  const ingest = new Ingest({ store, version: "0.1.0", log, now: Date.now, committed: () => undefined });
  const rpc = createRpc(log);
  ingest.register(rpc);
  const at = { host: "127.0.0.1", port: 0, tls: pki.server, handshakeTimeoutMs: 5000, maxConnections: 10 };
  const listener = await listen({ ...at, log, accept: rpc.accept });
  const home = new AgentHome(temporaryFolder(), {
    address: `127.0.0.1:${listener.port}`,
    tls: await pki.host(NAME),
  });
  const inventory = home.file("inventory.json");
  expect(await command("inventory", "--write", inventory)).toMatchObject({ code: 0 });
  home.configure({ logs: [home.file("syslog")], inventory });
  const running = await home.start();
  await eventually(() => ingest.isConnected(NAME) || undefined);
  const within = AbortSignal.timeout(10_000);
  const described = await ingest.ask(NAME, { kind: "describe" }, within);
  expect(described).toMatchObject({
    kind: "describe",
    checks: [],
    rules: expect.arrayContaining(["guest-oops", "records-lost"]),
    sources: [{ id: home.file("syslog"), records: 0, lost: 0 }],
  });
  const { inventoryJson = "" } = described as { inventoryJson?: string };
  expect(JSON.parse(inventoryJson)).toEqual(JSON.parse(readFileSync(inventory, "utf8")));
  const first = await ingest.ask(NAME, { kind: "rescan" }, within);
  expect(first).toEqual({ kind: "rescan", findings: expect.any(Number) });
  // Nothing is counted again by looking again.
  expect(await ingest.ask(NAME, { kind: "rescan" }, within)).toEqual(first);
  expect(await running.kill("SIGTERM")).toBe(0);
  ingest.close();
  listener.close();
  rpc.close();
  await store.close();
});
