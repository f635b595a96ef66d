import { expect, test } from "vitest";
import { findingOf } from "../../src/rpc/codec.ts";
import { healthService, queryService } from "../../src/rpc/services.ts";
import { RESULT, uplink } from "../support/agents.ts";
import { runningCollector } from "../support/collectors.ts";
import { finding } from "../support/findings.ts";
import { MemoryQueue } from "../support/memory-queue.ts";
import { channelTo, readResponses } from "../support/operators.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const host = await pki.host("hn1prod-com0001");
const operator = await pki.operator("kim");
const within = { timeoutMs: 10_000 };

test("findings of an agent are durable, listed and watched; the queue is empty then", async ({ signal }) => {
  const { address } = await runningCollector(pki);
  const channel = channelTo(address, operator);
  const watch = readResponses(channel, queryService.watch, {});
  const critical = readResponses(channel, queryService.watch, { statuses: [3], host: "hn1prod-com0001" });
  // The watch counts from when the collector knows of it; the health check behind it says that it does.
  await channel.unary(healthService.check, {}, within);
  const queue = new MemoryQueue();
  for (let number = 1; number <= 500; number += 1) {
    queue.put(finding(number, { status: number % 2 === 0 ? "critical" : "warning" }));
  }
  const agent = uplink({ queue, address, tls: () => host }, signal);
  await queue.empty();
  const listed = await channel.unary(queryService.listFindings, { limit: 1000, statuses: [2] }, within);
  expect(listed.findings?.length).toBe(250);
  expect(findingOf(listed.findings?.[0]?.finding ?? {})).toEqual(finding(499, { status: "warning" }));
  expect((await watch.count(500)).length).toBe(500);
  expect((await critical.count(250)).map(({ finding: seen }) => seen?.host)).toContain("hn1prod-com0001");

  queue.put(finding(501));
  agent.wake();
  await queue.empty();
  await watch.count(501);
  expect(agent.state).toMatchObject({ connected: true });
  expect(agent.state.lastAckAt).toBeGreaterThan(0);

  const { hosts } = await channel.unary(queryService.listHosts, {}, within);
  expect(hosts).toMatchObject([
    { host: "hn1prod-com0001", connected: true, region: "hn1prod", openCritical: 251, openWarning: 250 },
  ]);
  const one = await channel.unary(queryService.getHost, { host: "hn1prod-com0001" }, within);
  expect(one.findings?.length).toBe(501);
  await agent.close();
});

test("an operator asks a host to run its checks", async ({ signal }) => {
  const { address, log } = await runningCollector(pki);
  const queue = new MemoryQueue();
  queue.put(finding(1));
  const asked: unknown[] = [];
  const answer = async (question: unknown) => {
    asked.push(question);
    return { kind: "run_checks", results: [RESULT] } as const;
  };
  const ahead = () => Date.now() + 60_000;
  uplink({ queue, address, tls: () => host, answer, now: ahead }, signal);
  await queue.empty();
  const channel = channelTo(address, operator);
  const { hosts } = await channel.unary(queryService.listHosts, {}, within);
  expect(hosts?.[0]?.clockOffsetMs).toBeLessThan(-50_000);
  const { results } = await channel.unary(
    queryService.checkHost,
    { host: "hn1prod-com0001", checks: ["swap"] },
    within,
  );
  expect(results).toMatchObject([{ check: "swap", status: 3, reason: "SwapActive", manualCase: "4.10" }]);
  expect(asked).toEqual([{ kind: "run_checks", checks: ["swap"] }]);
  expect(log.join("\n")).toContain('"operator":"kim"');
  const absent = channel.unary(queryService.checkHost, { host: "hn1prod-com0002" }, within);
  await expect(absent).rejects.toThrow("UNAVAILABLE hn1prod-com0002 is not connected");
});

test("what the agent cannot answer comes back as its reason", async ({ signal }) => {
  const { address } = await runningCollector(pki);
  const queue = new MemoryQueue();
  queue.put(finding(1));
  const answer = () => Promise.reject(new Error("no check is called nonsense"));
  uplink({ queue, address, tls: () => host, answer }, signal);
  await queue.empty();
  const call = channelTo(address, operator).unary(queryService.checkHost, { host: "hn1prod-com0001" }, within);
  await expect(call).rejects.toThrow("hn1prod-com0001 says: no check is called nonsense");
});

test("the health service says that it serves, and that it stops", async () => {
  const { address, collector } = await runningCollector(pki);
  const channel = channelTo(address, operator);
  expect(await channel.unary(healthService.check, { service: "krane.v1.AgentService" }, within)).toEqual({ status: 1 });
  await expect(channel.unary(healthService.check, { service: "x" }, within)).rejects.toThrow("NOT_FOUND");
  const watch = readResponses(channel, healthService.watch, {});
  await watch.count(1);
  await collector.close();
  expect(watch.messages.map(({ status }) => status)).toEqual([1, 2]);
});
