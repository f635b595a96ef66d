import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { uplink } from "../support/agents.ts";
import { childCollector, temporaryFolder } from "../support/collectors.ts";
import { finding } from "../support/findings.ts";
import { MemoryQueue } from "../support/memory-queue.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const FINDINGS = 20_000;
const KILLS = 4;

test("a collector that is killed again and again loses nothing and doubles nothing", async ({ signal }) => {
  const host = await pki.host("hn1prod-com0001");
  const folder = temporaryFolder();
  const queue = new MemoryQueue();
  for (let number = 1; number <= FINDINGS; number += 1) queue.put(finding(number));
  let collector = await childCollector(pki, folder);
  const { port } = collector;
  const agent = uplink({ queue, address: `127.0.0.1:${port}`, tls: () => host }, signal);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await queue.shrunkTo(FINDINGS - (kill * FINDINGS) / (KILLS + 1));
    await collector.kill("SIGKILL");
    collector = await childCollector(pki, folder, port);
  }
  await queue.empty();
  await agent.close();
  expect(await collector.kill("SIGTERM")).toBe(0);

  const database = new DatabaseSync(`${folder}/collector.db`);
  const rows = database.prepare("SELECT count(*) AS rows, count(DISTINCT id) AS ids FROM findings").get();
  expect(rows).toEqual({ rows: FINDINGS, ids: FINDINGS });
  expect(database.prepare("SELECT count(*) AS rows FROM rejected").get()).toEqual({ rows: 0 });
  expect(database.prepare("SELECT acked FROM epochs").all()).toEqual([{ acked: FINDINGS }]);
  expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  database.close();
});
