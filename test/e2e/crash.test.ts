import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Finding } from "../../src/core/index.ts";
import { decodeFinding } from "../../src/rpc/codec.ts";
import { temporaryFolder } from "../support/collectors.ts";
import { AgentHome, CollectorHome, type Running } from "../support/daemons.ts";
import { eventually } from "../support/eventually.ts";
import { listedFindings } from "../support/listed.ts";
import { createPki } from "../support/pki.ts";
import { expectedOf } from "./events.ts";

const WRITER = fileURLToPath(new URL("event-writer.ts", import.meta.url));
const KILLS = 16;

/** Mulberry32: the moments of the kills can be had again from the seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Starts a process and kills it, again and again, until `enough`; gives the number of kills. */
async function killAgainAndAgain(start: () => Running, chance: () => number, enough: () => boolean): Promise<number> {
  for (let kills = 0; ; kills++) {
    if (kills >= KILLS && enough()) return kills;
    const running = start();
    // From before it has read its configuration to well into its work.
    await delay(20 + chance() ** 2 * 1600);
    expect(await running.kill("SIGKILL"), running.log()).toBe("SIGKILL");
  }
}

function nameOf({ detector, attributes }: Finding): string {
  const what = attributes["network.interface.name"] ?? attributes["process.pid"] ?? attributes["krane.source.why"];
  return `${detector} ${what}`;
}

/** A name for each finding, and its count; the same name twice is told as such. */
function counted(findings: readonly Finding[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const finding of findings) {
    const name = nameOf(finding);
    found.set(found.has(name) ? `${name} AGAIN` : name, finding.count);
  }
  return found;
}

/** What is in the collector's file, once it has ended. */
function stored(database: string): Map<string, number> {
  using db = new DatabaseSync(database, { readOnly: true });
  const rows = db.prepare("SELECT payload FROM findings").all();
  return counted(rows.map(({ payload }) => decodeFinding(payload as Uint8Array)));
}

/** Where two such maps differ: [name, expected, found]. */
function differences(expected: Map<string, number>, found: Map<string, number>): unknown[] {
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names].flatMap((name) =>
    expected.get(name) === found.get(name) ? [] : [[name, expected.get(name), found.get(name)]],
  );
}

async function crashRun(kind: "distinct" | "repeated", seed: number): Promise<void> {
  const folder = temporaryFolder();
  const pki = await createPki();
  const collector = new CollectorHome(join(folder, "collector"), pki.server);
  await (await collector.start()).kill("SIGTERM");
  const tls = await pki.host("hn1prod-com0001");
  const operator = await pki.operator("kim");
  const agent = new AgentHome(join(folder, "agent"), { address: collector.address, tls });
  agent.configure({ logs: [join(folder, "kern.log"), join(folder, "syslog")] });
  // What stood in a log before the agent's first run is not news; a run that ended has its places.
  expect(await (await agent.start()).kill("SIGTERM")).toBe(0);
  const chance = random(seed);

  const writer = spawn(process.execPath, [WRITER, folder, kind, "10000", "12"], { stdio: "inherit" });
  const written = once(writer, "exit");
  const [agentKills, collectorKills] = await Promise.all([
    killAgainAndAgain(
      () => agent.spawn(),
      chance,
      () => writer.exitCode !== null,
    ),
    killAgainAndAgain(
      () => collector.spawn(),
      chance,
      () => writer.exitCode !== null,
    ),
  ]);
  expect(await written).toEqual([0, null]);

  const expected = expectedOf(kind, 10_000);
  const last = { collector: await collector.start(), agent: await agent.start() };
  const wrong = await eventually(
    async () => {
      await agent.when(({ outbox, uplink }) => outbox.depth === 0 && uplink.connected);
      const left = differences(expected, counted(await listedFindings(collector.address, operator)));
      if (left.length > 0) throw new Error(`${left.length} differ: ${JSON.stringify(left.slice(0, 20))}`);
      return left;
    },
    { ms: 30_000, everyMs: 300 },
  ).catch((error: unknown) => {
    throw new Error(`seed ${seed}, ${agentKills} + ${collectorKills} kills: ${String(error)}\n${last.agent.log()}`);
  });
  expect(wrong).toEqual([]);
  expect(await last.agent.kill("SIGTERM")).toBe(0);
  expect(await last.collector.kill("SIGTERM")).toBe(0);
  expect(differences(expected, stored(collector.database))).toEqual([]);
  process.stderr.write(`crash ${kind}: seed ${seed}, killed agent ${agentKills}x, collector ${collectorKills}x\n`);
}

const SEED = Number(process.env.KRANE_SEED ?? Date.now() % 1_000_000);

test("10,000 findings under SIGKILL of agent and collector: each one once", { timeout: 120_000 }, async () => {
  await crashRun("distinct", SEED);
});

test("troubles that come again and again under SIGKILL: exact counts", { timeout: 120_000 }, async () => {
  await crashRun("repeated", SEED);
});
