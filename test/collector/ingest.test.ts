import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeFinding } from "../../src/rpc/codec.ts";
import type { Channel } from "../../src/rpc/grpc.ts";
import { agentService, type FromAgent, queryService } from "../../src/rpc/services.ts";
import { HELLO, uplink } from "../support/agents.ts";
import { runningCollector } from "../support/collectors.ts";
import { finding } from "../support/findings.ts";
import { MemoryQueue } from "../support/memory-queue.ts";
import { channelTo, openStream, readResponses } from "../support/operators.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const host = await pki.host("hn1prod-com0001");
const other = await pki.host("hn1prod-com0002");
const operator = await pki.operator("kim");
const within = { timeoutMs: 10_000 };

const helloOf = (epoch: string) => ({ ...HELLO, minProtocol: 1, maxProtocol: 1, epoch, timeMs: 1_700_000_000_000 });
const entry = (sequence: number) => ({ sequence, finding: encodeFinding(finding(sequence)) });

function connected(channel: Channel, epoch = "e1") {
  const stream = openStream(channel, agentService.connect);
  stream.outgoing.write({ hello: helloOf(epoch) });
  return stream;
}

test("an entry that is no finding is kept and told of, and the others go on", async ({ signal }) => {
  const { address, collector, database, log } = await runningCollector(pki);
  const queue = new MemoryQueue();
  queue.put(finding(1));
  queue.putBytes(Buffer.from("not a finding"));
  queue.putBytes(new Uint8Array(0));
  queue.putBytes(new Uint8Array(3_000_000));
  queue.put(finding(5));
  const lines: string[] = [];
  const agent = uplink({ queue, address, tls: () => host, log: (_p, message) => lines.push(message) }, signal);
  await queue.empty();
  await agent.close();
  expect(lines).toContain("findings were rejected");
  expect(log.join("\n")).toContain("rejected entries that are no findings");
  await collector.close();
  const file = new DatabaseSync(database);
  expect(file.prepare("SELECT id FROM findings ORDER BY id").all()).toEqual([{ id: "finding-1" }, { id: "finding-5" }]);
  const kept = file.prepare("SELECT sequence, length(payload) AS bytes FROM rejected ORDER BY sequence").all();
  expect(kept).toEqual([
    { sequence: 2, bytes: 13 },
    { sequence: 3, bytes: 0 },
    { sequence: 4, bytes: 65_537 },
  ]);
  file.close();
});

test("no message of one agent stops the collector", async () => {
  const { address } = await runningCollector(pki);
  const channel = channelTo(address, host);
  const wrong: FromAgent[][] = [
    [{}],
    [{ batch: { entries: [entry(1)] } }],
    [{ hello: { ...helloOf("e1"), epoch: "" } }],
    [{ hello: { ...helloOf("e1"), minProtocol: 7, maxProtocol: 9 } }],
    [{ hello: helloOf("e1") }, { hello: helloOf("e1") }],
  ];
  for (const messages of wrong) {
    const { outgoing, incoming } = openStream(channel, agentService.connect);
    for (const message of messages) outgoing.write(message);
    expect(["INVALID_ARGUMENT", "FAILED_PRECONDITION"]).toContain((await incoming.closed).status);
  }
  const behind: FromAgent[] = [
    { batch: { entries: [entry(2), entry(1)] } },
    { batch: { entries: [{ sequence: 2 ** 60 }] } },
    { batch: { entries: Array.from({ length: 1001 }, (_, index) => ({ sequence: index + 1 })) } },
    { runChecksReply: { requestId: "", results: [] } },
    { runChecksReply: { requestId: "q1", results: [{}] } },
  ];
  for (const message of behind) {
    const { outgoing, incoming } = connected(channel);
    await incoming.count(1);
    outgoing.write(message);
    expect((await incoming.closed).status).toBe("INVALID_ARGUMENT");
  }
  const { outgoing, incoming } = connected(channel);
  await incoming.count(1);
  outgoing.write({ batch: { entries: [entry(1)] } });
  expect((await incoming.count(2))[1]).toMatchObject({ ack: { sequence: 1 } });
});

test("random bytes as messages end their stream and nothing else", async () => {
  const { address } = await runningCollector(pki);
  const channel = channelTo(address, host);
  const raw = { ...agentService.connect, requestSerialize: (bytes: unknown) => bytes as Buffer };
  const hello = Buffer.from(agentService.connect.requestSerialize({ hello: helloOf("e1") }));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(hello.length - 1), async (bytes, at) => {
      const { outgoing, incoming } = openStream(channel, raw);
      const changed = Buffer.from(hello);
      changed.set(bytes.subarray(0, hello.length - at), at);
      outgoing.write(changed as never);
      outgoing.write(Buffer.from(bytes) as never);
      outgoing.end();
      await incoming.closed;
    }),
    { numRuns: 200 },
  );
  const fresh = connected(channel, "e2");
  expect(await fresh.incoming.count(1)).toMatchObject([{ welcome: { protocol: 1 } }]);
});

test("a newer stream of the same outbox replaces the older, one of another outbox does not", async () => {
  const { address, log } = await runningCollector(pki);
  const first = connected(channelTo(address, host), "e1");
  await first.incoming.count(1);
  const clone = connected(channelTo(address, host), "e2");
  await clone.incoming.count(1);
  expect(log.join("\n")).toContain("two outboxes speak for one host");
  const second = connected(channelTo(address, host), "e1");
  expect(await first.incoming.closed).toMatchObject({ status: "ABORTED" });
  second.outgoing.write({ batch: { entries: [entry(1)] } });
  clone.outgoing.write({ batch: { entries: [entry(1)] } });
  await second.incoming.count(2);
  await clone.incoming.count(2);
});

test("what was durable before is passed over, and watched once", async () => {
  const { address } = await runningCollector(pki);
  const queries = channelTo(address, operator);
  const watch = readResponses(queries, queryService.watch, {});
  await queries.unary(queryService.listHosts, {}, within);
  const first = connected(channelTo(address, host));
  await first.incoming.count(1);
  first.outgoing.write({ batch: { entries: [entry(1), entry(2), entry(3)] } });
  await first.incoming.count(2);
  const second = connected(channelTo(address, host));
  expect(await second.incoming.count(1)).toMatchObject([{ welcome: { ackedSequence: 3 } }]);
  second.outgoing.write({ batch: { entries: [entry(4)] } });
  await second.incoming.count(2);
  expect((await watch.count(4)).map((seen) => seen.finding?.finding?.id)).toEqual([
    "finding-1",
    "finding-2",
    "finding-3",
    "finding-4",
  ]);
});

test("hosts do not see or touch each other's findings", async () => {
  const { address } = await runningCollector(pki);
  for (const tls of [host, other]) {
    const { outgoing, incoming } = connected(channelTo(address, tls));
    await incoming.count(1);
    outgoing.write({ batch: { entries: [entry(1)] } });
    await incoming.count(2);
  }
  const { findings } = await channelTo(address, operator).unary(queryService.listFindings, {}, within);
  expect(findings?.map((seen) => `${seen.host} ${seen.finding?.id}`).sort()).toEqual([
    "hn1prod-com0001 finding-1",
    "hn1prod-com0002 finding-1",
  ]);
});

test("a question of another answer, a late one and one to nobody are refused with the reason", async () => {
  const { address } = await runningCollector(pki);
  const { outgoing, incoming } = connected(channelTo(address, host));
  await incoming.count(1);
  const queries = channelTo(address, operator);
  const ask = () => queries.unary(queryService.checkHost, { host: "hn1prod-com0001" }, within);
  const crossed = ask();
  const [, question] = await incoming.count(2);
  outgoing.write({ rescanReply: { requestId: "q999", findings: 1 } });
  outgoing.write({ rescanReply: { requestId: question?.runChecks?.requestId ?? "", findings: 1 } });
  await expect(crossed).rejects.toThrow("answered another question");
  const gone = ask();
  await incoming.count(3);
  outgoing.end();
  await expect(gone).rejects.toThrow("hn1prod-com0001 has gone");
  await expect(ask()).rejects.toThrow("is not connected");
  const dumb = openStream(channelTo(address, host), agentService.connect);
  dumb.outgoing.write({ hello: { ...helloOf("e1"), capabilities: [] } });
  await dumb.incoming.count(1);
  await expect(ask()).rejects.toThrow("cannot answer run_checks");
});

test("a watcher that does not read is told how much it lost and cut", async () => {
  const { address } = await runningCollector(pki);
  const queries = channelTo(address, operator);
  let reading: { pause(): void; resume(): void } | undefined;
  const slow = Promise.withResolvers<{ status: string; why: string }>();
  queries.responses(queryService.watch, {}, (opened) => {
    reading = opened;
    return { message: () => undefined, closed: slow.resolve };
  });
  await queries.unary(queryService.listHosts, {}, within);
  reading?.pause();
  const { outgoing, incoming } = connected(channelTo(address, host));
  await incoming.count(1);
  const evidence = Array.from({ length: 30 }, () => "x".repeat(500));
  let sequence = 0;
  for (let batch = 1; batch <= 120; batch += 1) {
    const entries = Array.from({ length: 20 }, () => {
      sequence += 1;
      return { sequence, finding: encodeFinding(finding(sequence, { evidence })) };
    });
    outgoing.write({ batch: { entries } });
    await incoming.count(batch + 1);
  }
  reading?.resume();
  const { status, why } = await slow.promise;
  expect(status).toBe("RESOURCE_EXHAUSTED");
  expect(why).toBe("the watcher is too slow and lost 1001 findings");
});

test("an agent that does not read its acks is not read from either, and nobody else notices", async () => {
  const { address } = await runningCollector(pki);
  const { outgoing, incoming } = connected(channelTo(address, host));
  await incoming.count(1);
  outgoing.pause();
  const why = "x".repeat(400);
  for (let sequence = 1; sequence <= 4000; sequence += 1) {
    outgoing.write({ batch: { entries: [{ sequence, finding: Buffer.from(why) }] } });
  }
  const { outgoing: theirs, incoming: acks } = connected(channelTo(address, other));
  await acks.count(1);
  theirs.write({ batch: { entries: [entry(1)] } });
  await acks.count(2);
  outgoing.resume();
  const messages = await incoming.count(4001);
  expect(messages.at(-1)).toMatchObject({ ack: { sequence: 4000 } });
});

test("one certificate holds four streams at most", async () => {
  const { address } = await runningCollector(pki);
  const streams = [];
  for (const epoch of ["e1", "e2", "e3", "e4", "e5"]) {
    const stream = connected(channelTo(address, host), epoch);
    await stream.incoming.count(1);
    streams.push(stream);
  }
  expect(await streams[0]?.incoming.closed).toMatchObject({ status: "RESOURCE_EXHAUSTED" });
});
