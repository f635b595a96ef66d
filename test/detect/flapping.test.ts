import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/index.ts";
import { Fold } from "../../src/detect/fold.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { nicRule, seen } from "../support/occurrences.ts";
import { NOW } from "../support/records.ts";
import { scanned } from "../support/scanned.ts";

const rule = nicRule("link-down");
const SECOND = 1000;
const MINUTE = 60_000;

/** Goes down and up `times` times, a minute each; a bit later is told what is news. */
function flap(fold: Fold, times: number, from = 0): void {
  for (let time = 0; time < times; time++) {
    fold.event(seen(rule, from + time * MINUTE));
    fold.event(seen(rule, from + time * MINUTE + 10 * SECOND, "eth0", { clears: true }));
  }
}

function said({ count, endsAt, attributes, message }: Finding) {
  return {
    count,
    message,
    times: attributes["krane.flapping.times"],
    ...(endsAt !== undefined && { endsAfter: endsAt - NOW }),
  };
}

describe("what comes and goes", () => {
  test("is one finding from the beginning, and says so from the third time on", () => {
    const fold = new Fold("h");
    const ids = new Set<string>();
    const told = [0, 10, 60, 70, 120, 130, 180, 190].flatMap((second) => {
      fold.event(seen(rule, second * SECOND, "eth0", { clears: second % 60 > 0 }));
      return fold.changes(NOW + second * SECOND).findings.map(({ id, count, endsAt, attributes }) => {
        ids.add(id);
        return [second, count, endsAt !== undefined, attributes["krane.flapping"]];
      });
    });
    expect(ids.size).toBe(1);
    expect(told).toEqual([
      [0, 1, false, undefined],
      [10, 1, true, undefined],
      [60, 2, false, undefined],
      [70, 2, true, undefined],
      [120, 3, false, true],
      [130, 3, false, true],
      [180, 4, false, true],
      [190, 4, false, true],
    ]);
  });

  test("says how often, in both languages by its attributes", () => {
    const fold = new Fold("h");
    flap(fold, 5);
    expect(fold.changes(NOW, true).findings.map(said)).toEqual([
      { count: 5, message: "link-down eth0 - flapping, came and went 5 times", times: 5 },
    ]);
  });

  test("is over when it was quiet for as long as it takes to be called so, since it went last", () => {
    const fold = new Fold("h");
    flap(fold, 3);
    fold.changes(NOW + 3 * MINUTE);
    const last = 2 * MINUTE + 10 * SECOND;
    expect(fold.dueAt()).toBe(NOW + last + 10 * MINUTE);
    expect(fold.changes(NOW + last + 10 * MINUTE - 1).findings).toEqual([]);
    const [over] = fold.changes(NOW + last + 10 * MINUTE).findings;
    expect(over).toMatchObject({ count: 3, endsAt: NOW + last, attributes: { "krane.flapping": true } });
    expect([fold.open, fold.dueAt()]).toEqual([0, undefined]);
  });

  test("and stays down is like any other trouble after that time: its end is told at once", () => {
    const fold = new Fold("h");
    flap(fold, 3);
    fold.event(seen(rule, 3 * MINUTE));
    fold.changes(NOW + 14 * MINUTE, true);
    fold.event(seen(rule, 15 * MINUTE, "eth0", { clears: true }));
    expect(fold.changes(NOW + 15 * MINUTE).findings).toMatchObject([{ count: 4, endsAt: NOW + 15 * MINUTE }]);
  });

  test("seldom is no flapping: each time is a finding of its own", () => {
    const fold = new Fold("h");
    const ids = [0, 11, 22, 33].flatMap((minute) => {
      fold.event(seen(rule, minute * MINUTE));
      fold.event(seen(rule, minute * MINUTE + SECOND, "eth0", { clears: true }));
      return fold.changes(NOW + minute * MINUTE + SECOND).findings.map(({ id }) => id);
    });
    expect(new Set(ids).size).toBe(4);
  });

  test("as often and as fast as a rule says for itself", () => {
    const fold = new Fold("h");
    const own = nicRule("link-down", { flapping: { count: 2, within: "30s" } });
    for (const ms of [0, 20_000]) {
      fold.event(seen(own, ms));
      fold.event(seen(own, ms + 1, "eth0", { clears: true }));
    }
    expect(fold.changes(NOW + 20_002, true).findings).toMatchObject([
      { count: 2, attributes: { "krane.flapping": true } },
    ]);
    expect(fold.changes(NOW + 50_001, true).findings).toMatchObject([{ endsAt: NOW + 20_001 }]);
  });

  test("is remembered over restarts, at whatever moment they come", () => {
    let fold = new Fold("h");
    const kept = new Map<string, unknown>();
    const told = new Map<string, Finding>();
    const restart = (ms: number) => {
      const { findings, state } = fold.changes(NOW + ms, true);
      for (const finding of findings) told.set(finding.id, finding);
      for (const [print, open] of state) open === undefined ? kept.delete(print) : kept.set(print, open);
      fold = new Fold("h", JSON.parse(JSON.stringify([...kept.values()])), NOW + ms);
    };
    for (let time = 0; time < 4; time++) {
      fold.event(seen(rule, time * MINUTE));
      restart(time * MINUTE);
      fold.event(seen(rule, time * MINUTE + SECOND, "eth0", { clears: true }));
      restart(time * MINUTE + SECOND);
    }
    restart(20 * MINUTE);
    expect([...told.values()].map(said)).toMatchObject([{ count: 4, times: 4, endsAfter: 3 * MINUTE + SECOND }]);
    restart(40 * MINUTE);
    expect(kept.size).toBe(0);
  });

  test("a million times is still one small state", () => {
    const fold = new Fold("h");
    for (let time = 0; time < 100_000; time++) {
      fold.event(seen(rule, time));
      fold.event(seen(rule, time, "eth0", { clears: true }));
    }
    const { findings, state } = fold.changes(NOW + 100_000, true);
    expect(findings).toMatchObject([{ count: 100_000, attributes: { "krane.flapping.times": 100_000 } }]);
    expect(JSON.stringify([...state]).length).toBeLessThan(2000);
  });

  test("on ever new interfaces is bounded in what is remembered", () => {
    const fold = new Fold("h");
    for (let nic = 0; nic < 5000; nic++) {
      fold.event(seen(rule, nic, `e${nic}`));
      fold.event(seen(rule, nic, `e${nic}`, { clears: true }));
    }
    const kept = [...fold.changes(NOW + 5000, true).state.values()].filter((state) => state !== undefined);
    expect(kept.length).toBe(1024);
  });
});

describe("a log that is behind another", () => {
  test("adds to the count of what is over, and opens nothing", () => {
    const fold = new Fold("h");
    flap(fold, 1);
    fold.event(seen(rule, 5 * SECOND));
    fold.event(seen(rule, 9 * SECOND, "eth0", { clears: true }));
    expect(fold.changes(NOW + MINUTE).findings.map(said)).toEqual([
      { count: 2, message: "link-down eth0", times: undefined, endsAfter: 10 * SECOND },
    ]);
  });

  test("ends nothing that came after what it tells of", () => {
    const fold = new Fold("h");
    fold.event(seen(rule, 60_000));
    fold.event(seen(rule, 10_000, "eth0", { clears: true }));
    expect(fold.open).toBe(1);
  });
});

test("a log of a flapping link is one finding, over where the log goes on in quiet", async () => {
  const { rules } = await loadRegistry();
  const line = (minute: number, what: string) =>
    `2026-11-20T03:${String(minute).padStart(2, "0")}:00.000000+00:00 com0369 kernel: [${1000 + minute * 60}.000001] e1000e 0000:00:1f.6 eth0: NIC Link is ${what}\n`;
  const flaps = [1, 3, 5, 7].map((minute) => line(minute, "Down") + line(minute + 1, "Up")).join("");
  const open = await scanned(rules, [{ text: flaps }]);
  expect(open).toMatchObject([{ count: 4, attributes: { "krane.flapping.times": 4 } }]);
  expect(open[0]).not.toHaveProperty("endsAt");
  const over = await scanned(rules, [{ text: `${flaps}2026-11-20T03:30:00.000000+00:00 com0369 cron[1]: quiet\n` }]);
  expect(over).toMatchObject([{ count: 4, endsAt: Date.UTC(2026, 10, 20, 3, 8) }]);
});
