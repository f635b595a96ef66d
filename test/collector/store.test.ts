import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/collector/database.ts";
import { packBatch, unpackBatch } from "../../src/collector/ingest-batch.ts";
import { Store } from "../../src/collector/store.ts";
import { StoreClient } from "../../src/collector/store-client.ts";
import { decodeFinding, encodeFinding } from "../../src/rpc/codec.ts";
import { temporaryFolder } from "../support/collectors.ts";
import { finding } from "../support/findings.ts";

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;

const hello = {
  host: "a",
  epoch: "e1",
  agentVersion: "0.1.0",
  profile: "compute",
  region: undefined,
  kernelRelease: "5.4.0",
  bootId: "b",
  clockOffset: -3,
};

function batch(from: number, to: number, more: { host?: string; epoch?: string; after?: number } = {}) {
  const entries = Array.from({ length: to - from + 1 }, (_, index) => ({
    sequence: from + index,
    payload: encodeFinding(finding(from + index)),
  }));
  return { host: "a", epoch: "e1", after: from - 1, entries, ...more };
}

function newStore(): Store {
  return new Store(openDatabase(":memory:", NOW).database);
}

test("what came is there once, however often and in however many transactions it comes", () => {
  const store = newStore();
  expect(store.ingest([batch(1, 3), batch(4, 5)], NOW)).toEqual([
    { previous: 0, acked: 3, rejected: [] },
    { previous: 3, acked: 5, rejected: [] },
  ]);
  expect(store.ingest([batch(2, 7, { after: 1 })], NOW)).toEqual([{ previous: 5, acked: 7, rejected: [] }]);
  expect(store.ingest([batch(1, 7, { after: 0 })], NOW)).toEqual([{ previous: 7, acked: 7, rejected: [] }]);
  expect(store.findings({ limit: 100 }).length).toBe(7);
  expect(store.hello(hello, NOW)).toBe(7);
  expect(store.hello({ ...hello, epoch: "e2" }, NOW)).toBe(0);
  store.close();
});

test("a batch behind a hole is not taken: an ack behind it would lose the hole", () => {
  const store = newStore();
  store.ingest([batch(1, 3)], NOW);
  expect(store.ingest([batch(7, 9)], NOW)).toEqual([{ previous: 3, acked: 3, rejected: [] }]);
  expect(store.findings({ limit: 100 }).length).toBe(3);
  store.close();
});

test("the newest version of a finding replaces the older", () => {
  const store = newStore();
  const open = { sequence: 1, payload: encodeFinding(finding(1)) };
  const ended = { sequence: 2, payload: encodeFinding(finding(1, { count: 9, endsAt: NOW, status: "warning" })) };
  store.hello(hello, NOW);
  store.ingest([{ host: "a", epoch: "e1", after: 0, entries: [open] }], NOW);
  expect(store.hosts()).toMatchObject([{ host: "a", critical: 1, warning: 0, clock_offset_ms: -3 }]);
  store.ingest([{ host: "a", epoch: "e1", after: 1, entries: [ended] }], NOW + 1);
  expect(store.hosts("a")).toMatchObject([{ critical: 0, warning: 0, last_seen_ms: NOW + 1, first_seen_ms: NOW }]);
  const [row] = store.findings({ limit: 10 });
  expect(decodeFinding(row?.payload ?? new Uint8Array()).count).toBe(9);
  expect(store.findings({ limit: 10, openOnly: true })).toEqual([]);
  store.close();
});

test("findings are filtered by everything that is asked for, newest first", () => {
  const store = newStore();
  const some = (host: string, statuses: readonly ("ok" | "warning" | "critical")[]) => ({
    host,
    epoch: "e1",
    after: 0,
    entries: statuses.map((status, index) => ({
      sequence: index + 1,
      payload: encodeFinding(finding(index + 1, { status })),
    })),
  });
  store.ingest([some("a", ["ok", "warning", "critical"]), some("b", ["critical", "critical"])], NOW);
  const ids = (filter: object) =>
    store
      .findings({ limit: 10, ...filter })
      .map(({ host, payload }) => `${host}${decodeFinding(payload).id.slice(-1)}`);
  expect(ids({})).toEqual(["a3", "a2", "b2", "a1", "b1"]);
  expect(ids({ host: "a" })).toEqual(["a3", "a2", "a1"]);
  expect(ids({ statuses: ["critical"] })).toEqual(["a3", "b2", "b1"]);
  expect(ids({ statuses: ["critical", "ok"], host: "a" })).toEqual(["a3", "a1"]);
  expect(ids({ sinceMs: 1_700_000_000_002 })).toEqual(["a3", "a2", "b2"]);
  expect(ids({ limit: 2 })).toEqual(["a3", "a2"]);
  store.close();
});

test("what is over is forgotten after 90 days, what is open is not", () => {
  const store = newStore();
  const payloads = [finding(1), finding(2, { kind: "condition" }), finding(3, { kind: "condition", endsAt: NOW })].map(
    (given, index) => ({ sequence: index + 1, payload: encodeFinding(given) }),
  );
  store.ingest([{ host: "a", epoch: "e1", after: 0, entries: payloads }], NOW);
  expect(store.prune(NOW + 89 * DAY)).toBe(0);
  expect(store.prune(NOW + 91 * DAY)).toBe(2);
  expect(store.findings({ limit: 10 }).map(({ payload }) => decodeFinding(payload).id)).toEqual(["finding-2"]);
  store.close();
});

test("rubbish of one host is kept up to a bound", () => {
  const store = newStore();
  const entries = Array.from({ length: 300 }, (_, index) => ({ sequence: index + 1, payload: Buffer.from("rubbish") }));
  const [result] = store.ingest([{ host: "a", epoch: "e1", after: 0, entries }], NOW);
  expect(result?.rejected.length).toBe(300);
  expect(result?.acked).toBe(300);
  store.close();
});

test("a batch crosses to the thread as it is", () => {
  const given = { ...batch(1, 3), entries: [...batch(1, 3).entries, { sequence: 4, payload: new Uint8Array(0) }] };
  const { entries } = unpackBatch(structuredClone(packBatch(given)));
  expect(entries.map(({ payload }) => [...payload])).toEqual(given.entries.map(({ payload }) => [...payload]));
});

test("many batches at once share few transactions, and each is told its own result", async () => {
  const path = join(temporaryFolder(), "collector.db");
  const store = await StoreClient.open(path, () => undefined);
  const batches = Array.from({ length: 400 }, (_, index) => batch(1, 50, { host: `host-${index}` }));
  const pending = batches.map((one) => store.ingest(one));
  expect(store.full).toBe(true);
  await store.room();
  expect(store.full).toBe(false);
  expect((await Promise.all(pending)).every(({ acked }) => acked === 50)).toBe(true);
  expect((await store.findings({ limit: 1_000_000 })).length).toBe(20_000);
  await store.close();
  await expect(store.hosts()).rejects.toThrow("not running");
});

function folderWith(bytes: Uint8Array): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, "collector.db");
  writeFileSync(path, bytes);
  return { folder, path };
}

test("a damaged file is put aside and kept, and a new one made", async () => {
  const rubbish = Buffer.from("this is no database at all".repeat(400));
  const { folder, path } = folderWith(rubbish);
  const lines: string[] = [];
  const store = await StoreClient.open(path, (priority, message, fields) => {
    lines.push(`${priority}: ${message} ${fields?.kept}`);
  });
  expect(await store.ingest(batch(1, 2))).toMatchObject({ acked: 2 });
  await store.close();
  const kept = readdirSync(folder).filter((name) => name.includes(".damaged-"));
  expect(kept.length).toBe(1);
  expect(readFileSync(join(folder, kept[0] ?? ""))).toEqual(rubbish);
  expect(lines).toEqual([
    `error: the database was damaged, put it aside and made a new one ${join(folder, kept[0] ?? "")}`,
  ]);
});

test("damage that shows later is put aside too, and the agents send again", async () => {
  const { path } = folderWith(new Uint8Array());
  const first = await StoreClient.open(path, () => undefined);
  for (let one = 0; one < 40; one += 1) await first.ingest(batch(one * 50 + 1, one * 50 + 50));
  await first.close();
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4096);
  const { path: damaged } = folderWith(bytes);
  const lines: string[] = [];
  const store = await StoreClient.open(damaged, (_priority, message) => lines.push(message));
  await expect(store.ingest(batch(2001, 2002))).rejects.toThrow("malformed");
  expect(await store.hello(hello)).toBe(0);
  expect(await store.ingest(batch(1, 2))).toMatchObject({ acked: 2 });
  await store.close();
  expect(lines).toEqual([
    "findings cannot be stored, the agents keep them",
    "the database was damaged, put it aside and made a new one",
    "findings can be stored again",
  ]);
});

test("a file of a newer version, of another collector or in no folder is refused with the way out", async () => {
  const { path } = folderWith(new Uint8Array());
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 99");
  database.close();
  await expect(StoreClient.open(path, () => undefined)).rejects.toThrow("made by a newer krane-collector");

  const shared = folderWith(new Uint8Array());
  const holder = await StoreClient.open(shared.path, () => undefined);
  await expect(StoreClient.open(shared.path, () => undefined)).rejects.toThrow("another krane-collector uses it");
  await holder.close();

  const folder = join(temporaryFolder(), "collector.db");
  mkdirSync(folder);
  await expect(StoreClient.open(folder, () => undefined)).rejects.toThrow(`open ${folder}`);
});

test("a full disk fails the whole change and nothing else, and it goes on when there is room", () => {
  const { database } = openDatabase(":memory:", NOW);
  const store = new Store(database);
  store.ingest([batch(1, 5)], NOW);
  database.exec("PRAGMA max_page_count = 12");
  expect(() => store.ingest([batch(6, 900)], NOW)).toThrow("change the database");
  expect(store.findings({ limit: 1000 }).length).toBe(5);
  database.exec("PRAGMA max_page_count = 100000");
  expect(store.ingest([batch(6, 900)], NOW)).toMatchObject([{ previous: 5, acked: 900 }]);
  store.close();
});
