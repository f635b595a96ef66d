import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Running } from "../support/daemons.ts";
import { HAS_LOGROTATE, logrotate, Stormy } from "../support/stormy.ts";

const MILLION = 1_000_000;
/** What a host can spare; the daemon at rest takes a third of it. */
const MOST_KB = 512 * 1024;

function peakKb({ child }: Running): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]);
}

/** At once, at most every ten seconds, and a last time when the daemon ends. */
const mostTellings = (ms: number) => 2 + Math.floor(ms / 10_000);

test.each([
  ["equal messages", false],
  ["messages of which no two are equal", true],
])("a storm of a million lines with %s is one finding", { timeout: 120_000 }, async (_, vary) => {
  const stormy = new Stormy(["kern.log"]);
  const running = await stormy.start();
  const startedAt = performance.now();
  stormy.write(0, MILLION, { vary });
  await stormy.ended(2);
  const most = mostTellings(performance.now() - startedAt);
  expect(peakKb(running)).toBeLessThan(MOST_KB);
  expect(await running.kill("SIGTERM")).toBe(0);
  const told = stormy.told();
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  expect(told.at(-1)).toMatchObject({ detector: "link-down", count: MILLION });
  expect(told.length).toBeLessThanOrEqual(most);
});

test("a storm that stands in two logs counts once, though one is far behind the other", {
  timeout: 60_000,
}, async () => {
  const stormy = new Stormy(["kern.log", "syslog"]);
  const running = await stormy.start();
  stormy.write(0, 200_000);
  stormy.write(0, 200_000, { log: 1 });
  await stormy.ended(2);
  await stormy.home.when(({ sources }) => sources.every(({ records }) => records === 200_001));
  expect(await running.kill("SIGTERM")).toBe(0);
  expect(stormy.told().at(-1)).toMatchObject({ count: 200_000 });
});

test("SIGKILL in the middle of a storm: nothing is lost, and nothing counts twice", { timeout: 60_000 }, async () => {
  const stormy = new Stormy(["kern.log", "syslog"]);
  for (const [round, vary] of [false, true, false].entries()) {
    const running = await stormy.start();
    for (const log of [0, 1]) stormy.write(round * 150_000, (round + 1) * 150_000, { vary, log });
    await stormy.home.when(({ sources }) => sources.some(({ records }) => records > 0));
    expect(await running.kill("SIGKILL")).toBe("SIGKILL");
  }
  const running = await stormy.start();
  await stormy.ended(2);
  await stormy.home.when(({ sources }) => sources.every(({ id, records }) => id !== "" && records > 0));
  expect(await running.kill("SIGTERM")).toBe(0);
  const told = stormy.told();
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  expect(told.at(-1)?.count).toBe(450_000);
  const counts = told.map(({ count }) => count);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

describe.skipIf(!HAS_LOGROTATE)("logrotate in the middle of a storm", () => {
  test.each([
    ["renames", ["create"], []],
    ["copies and cuts off", ["copytruncate"], ["log-gap"]],
  ])("%s", { timeout: 60_000 }, async (_, options, others) => {
    const stormy = new Stormy(["kern.log"]);
    const running = await stormy.start();
    for (let round = 0; round < 4; round++) {
      stormy.write(round * 50_000, (round + 1) * 50_000, { vary: round % 2 === 1 });
      await stormy.home.when(({ sources }) => (sources[0]?.records ?? 0) > round * 50_000);
      logrotate(stormy.logs, ...options);
    }
    await stormy.ended(2 + others.length);
    await stormy.home.when(({ sources }) => sources[0]?.records === 200_001);
    expect(await running.kill("SIGTERM")).toBe(0);
    const told = stormy.told();
    expect(told.findLast(({ detector }) => detector === "link-down")).toMatchObject({ count: 200_000 });
    expect([...new Set(told.map(({ detector }) => detector))].filter((id) => id !== "link-down")).toEqual(others);
  });

  test.each([
    ["create", 2],
    ["copytruncate", 3],
  ])("%s while the agent was down loses nothing", { timeout: 60_000 }, async (option, open) => {
    const stormy = new Stormy(["kern.log"]);
    const first = await stormy.start();
    stormy.write(0, 20_000);
    await stormy.home.when(({ sources }) => (sources[0]?.records ?? 0) === 20_000);
    expect(await first.kill("SIGKILL")).toBe("SIGKILL");
    stormy.write(20_000, 40_000);
    logrotate(stormy.logs, option);
    stormy.write(40_000, 60_000, { vary: true });
    logrotate(stormy.logs, option);
    stormy.write(60_000, 80_000);
    const running = await stormy.start();
    await stormy.ended(open);
    expect(await running.kill("SIGTERM")).toBe(0);
    expect(stormy.told().findLast(({ detector }) => detector === "link-down")).toMatchObject({ count: 80_000 });
  });
});
