import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "../../src/rpc/backoff.ts";
import { createRpc } from "../../src/rpc/grpc.ts";
import { listen } from "../../src/rpc/listener.ts";
import protobuf from "../../src/rpc/protobuf.ts";
import { negotiate } from "../../src/rpc/protocol.ts";
import { agentService, type FromAgent, type FromCollector } from "../../src/rpc/services.ts";
import type { Outgoing } from "../../src/rpc/stream.ts";
import { nextBatch } from "../../src/uplink/batch.ts";
import { uplink } from "../support/agents.ts";
import { finding } from "../support/findings.ts";
import { MemoryQueue } from "../support/memory-queue.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const host = await pki.host("hn1prod-com0001");

type Talk = (message: FromAgent, outgoing: Outgoing<FromCollector>) => void;

/** A collector that says what the test wants it to say. */
async function scripted(signal: AbortSignal, talk: Talk, method = agentService.connect): Promise<string> {
  const log = () => undefined;
  const rpc = createRpc(log);
  rpc.stream(method, () => (outgoing) => ({
    message: (message) => talk(message, outgoing),
    closed: () => undefined,
  }));
  const bounds = { handshakeTimeoutMs: 10_000, maxConnections: 10 };
  const listener = await listen({ host: "127.0.0.1", port: 0, tls: pki.server, ...bounds, log, accept: rpc.accept });
  signal.addEventListener("abort", () => {
    listener.close();
    rpc.close();
  });
  return `127.0.0.1:${listener.port}`;
}

const welcome = (window: number, ackedSequence = 0) => ({ welcome: { protocol: 1, window, ackedSequence } });

test("no more batches are under way than the window allows, and only what was sent is acknowledged", async () => {
  const stop = new AbortController();
  const queue = new MemoryQueue();
  for (let number = 1; number <= 200; number += 1) queue.put(finding(number));
  const lasts: number[] = [];
  const address = await scripted(stop.signal, ({ hello, batch }, outgoing) => {
    if (hello) outgoing.write(welcome(2, 10));
    if (!batch) return;
    lasts.push(batch.entries?.at(-1)?.sequence ?? 0);
    // An ack from nowhere: were it believed, findings would be forgotten that were never sent.
    if (lasts.length === 2) outgoing.write({ ack: { sequence: 1_000_000 } });
    if (lasts.length === 4) outgoing.write({ ack: { sequence: 200 } });
  });
  const agent = uplink({ queue, address, tls: () => host }, stop.signal);
  await queue.empty();
  expect(lasts).toEqual([60, 110, 160, 200]);
  stop.abort();
  await agent.closed;
});

test("a question of a later version is answered with an error under its request id", async () => {
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<FromAgent>();
  const raw = (id: string) =>
    protobuf.Writer.create().uint32(802).fork().uint32(10).string(id).uint32(18).string("rm -rf /").ldelim();
  const method = {
    ...agentService.connect,
    responseSerialize: (message: FromCollector) =>
      message.unknownRequestId ? Buffer.from(raw("q7").finish()) : agentService.connect.responseSerialize(message),
  };
  const talk: Talk = (message, outgoing) => {
    if (message.hello) {
      outgoing.write(welcome(1));
      outgoing.write({ unknownRequestId: "q7" });
    } else resolve(message);
  };
  const address = await scripted(stop.signal, talk, method);
  const agent = uplink({ queue: new MemoryQueue(), address, tls: () => host }, stop.signal);
  expect((await promise).describeReply).toMatchObject({
    requestId: "q7",
    error: "this agent does not know that question",
  });
  stop.abort();
  await agent.closed;
});

test("it tries again after every kind of end, and says why it is not connected", async () => {
  const stop = new AbortController();
  let streams = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const address = await scripted(stop.signal, ({ hello }, outgoing) => {
    if (!hello) return;
    streams += 1;
    if (streams === 1) outgoing.end();
    if (streams === 2) outgoing.fail("FAILED_PRECONDITION", "another protocol");
    if (streams === 3) outgoing.write({ welcome: { protocol: 9, window: 1 } });
    if (streams === 4) outgoing.write(welcome(1));
  });
  const lines: string[] = [];
  const states: unknown[] = [];
  const agent = uplink(
    {
      queue: new MemoryQueue(),
      address,
      tls: () => host,
      random: () => {
        states.push(agent.state);
        return 0.05;
      },
      log: (_priority, message, fields) => {
        lines.push(`${message} ${fields?.failures ?? ""}`);
        if (message === "connected") resolve();
      },
    },
    stop.signal,
  );
  await promise;
  expect(lines).toEqual(["not connected ", "connected 3"]);
  expect(agent.state).toMatchObject({ connected: true });
  expect(states[2]).toMatchObject({
    connected: false,
    lastError: expect.stringContaining("the collector wants protocol 9"),
  });
  stop.abort();
  await agent.closed;
  expect(agent.state.connected).toBe(false);
});

test("a collector that welcomes but takes nothing is left alone for longer and longer", async () => {
  const stop = new AbortController();
  const queue = new MemoryQueue();
  queue.put(finding(1));
  let batches = 0;
  const address = await scripted(stop.signal, ({ hello, batch }, outgoing) => {
    if (hello) outgoing.write(welcome(1));
    if (!batch) return;
    batches += 1;
    if (batches === 4) outgoing.write({ ack: { sequence: 1 } });
    else outgoing.fail("UNAVAILABLE", "the disk is full");
  });
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const log = (_priority: string, message: string, fields: object = {}) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
    if (message === "connected") resolve();
  };
  const agent = uplink({ queue, address, tls: () => host, log }, stop.signal);
  await promise;
  expect(lines).toEqual([
    `not connected {"address":"${address}","error":"UNAVAILABLE: the disk is full"}`,
    `connected {"address":"${address}","failures":3}`,
  ]);
  stop.abort();
  await agent.closed;
});

test("it ends within a second, connected or not", async () => {
  const stop = new AbortController();
  const address = await scripted(stop.signal, () => undefined);
  const unwelcome = uplink({ queue: new MemoryQueue(), address, tls: () => host }, new AbortController().signal);
  const nowhere = uplink(
    { queue: new MemoryQueue(), address: "127.0.0.1:1", tls: () => host, random: () => 1 },
    new AbortController().signal,
  );
  const noKey = uplink(
    { queue: new MemoryQueue(), address, tls: () => ({ ...host, key: "" }) },
    new AbortController().signal,
  );
  const started = performance.now();
  await Promise.all([unwelcome.close(), nowhere.close(), noKey.close()]);
  expect(performance.now() - started).toBeLessThan(1000);
  stop.abort();
});

test("the wait before the next try is spread over all of it, and never longer than a minute", () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = backoffMs(failures, () => random);
      expect(wait).toBe(random * backoffMs(failures, () => 1));
      expect(backoffMs(failures, () => 1)).toBe(Math.min(60_000, 500 * 2 ** failures));
    }),
  );
});

test("a batch holds at most 50 entries and 256 KiB, and one that is larger goes alone and cut", () => {
  const queue = new MemoryQueue();
  for (let number = 1; number <= 60; number += 1) queue.put(finding(number));
  expect(nextBatch(queue, 0).length).toBe(50);
  expect(nextBatch(queue, 50).map(({ sequence }) => sequence)).toEqual([51, 52, 53, 54, 55, 56, 57, 58, 59, 60]);
  expect(nextBatch(queue, 60)).toEqual([]);
  for (let number = 0; number < 5; number += 1) queue.putBytes(new Uint8Array(2_000_000));
  expect(nextBatch(queue, 60).map(({ finding: bytes }) => bytes.length)).toEqual([65_537, 65_537, 65_537]);
});

test("both speak the newest version that they share", () => {
  expect(negotiate({ min: 1, max: 3 }, { min: 2, max: 5 })).toBe(3);
  expect(negotiate({ min: 1, max: 1 }, { min: 1, max: 1 })).toBe(1);
  expect(negotiate({ min: 4, max: 6 }, { min: 1, max: 3 })).toBeUndefined();
});
