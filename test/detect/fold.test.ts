import { describe, expect, test } from "vitest";
import type { CheckResult } from "../../src/core/index.ts";
import { Fold } from "../../src/detect/fold.ts";
import { nicRule, seen } from "../support/occurrences.ts";
import { NOW } from "../support/records.ts";

const rule = nicRule("link-down");
const DAY = 86_400_000;

/** What is told at `ms` after NOW: status, count and whether it is over. */
function told(fold: Fold, ms: number) {
  return fold.changes(NOW + ms).findings.map(({ subject, count, endsAt }) => ({
    nic: subject.name,
    count,
    ...(endsAt !== undefined && { endsAfter: endsAt - NOW }),
  }));
}

describe("an event", () => {
  test("is told at once, its repeats as one finding, at most every ten seconds", () => {
    const fold = new Fold("h");
    fold.event(seen(rule, 0));
    expect(fold.dueAt()).toBe(0);
    expect(told(fold, 0)).toEqual([{ nic: "eth0", count: 1 }]);
    expect(fold.dueAt()).toBeUndefined();
    for (let ms = 1; ms <= 1000; ms++) fold.event(seen(rule, ms));
    expect(told(fold, 1000)).toEqual([]);
    expect(fold.dueAt()).toBe(NOW + 10_000);
    expect(told(fold, 9999)).toEqual([]);
    expect(told(fold, 10_000)).toEqual([{ nic: "eth0", count: 1001 }]);
  });

  test("keeps its id and its beginning, and shows the newest evidence", () => {
    const fold = new Fold("h");
    fold.event(seen(rule, 0));
    const [first] = fold.changes(NOW).findings;
    fold.event(seen(rule, 5000, "eth0", { lines: ["newest"], count: 3 }));
    const [again] = fold.changes(NOW, true).findings;
    expect(again).toMatchObject({
      id: first?.id,
      startsAt: NOW,
      lastObservedAt: NOW + 5000,
      count: 4,
      evidence: ["newest"],
    });
  });

  test("is over when something clears it, and told so at once; what comes much later is another", () => {
    const fold = new Fold("h");
    fold.event(seen(rule, 0));
    const [first] = fold.changes(NOW).findings;
    fold.event(seen(rule, 500, "eth0", { clears: true }));
    expect(told(fold, 501)).toEqual([{ nic: "eth0", count: 1, endsAfter: 500 }]);
    fold.event(seen(rule, 601_000));
    const [second] = fold.changes(NOW + 601_000).findings;
    expect(second?.id).not.toBe(first?.id);
    expect(second?.fingerprint).toBe(first?.fingerprint);
  });

  test("that came and went unseen is told once, as over", () => {
    const fold = new Fold("h");
    fold.event(seen(rule, 0));
    fold.event(seen(rule, 500, "eth0", { clears: true }));
    expect(told(fold, 600)).toEqual([{ nic: "eth0", count: 1, endsAfter: 500 }]);
  });

  test("of no fault is forgotten, and an end of nothing is nothing", () => {
    const fold = new Fold("h");
    fold.event(seen(nicRule("left", { status: "ok" }), 0));
    fold.event(seen(rule, 0, "eth0", { clears: true }));
    expect([fold.open, told(fold, 0)]).toEqual([0, []]);
  });

  test("that did not come again for a day is over since then", () => {
    const fold = new Fold("h");
    fold.event(seen(rule, 0));
    told(fold, 0);
    expect(told(fold, DAY - 1)).toEqual([]);
    expect(told(fold, DAY + 60_001)).toEqual([{ nic: "eth0", count: 1, endsAfter: 0 }]);
    expect(fold.open).toBe(0);
  });
});

describe("a threshold", () => {
  const often = nicRule("often", { threshold: { count: 3, window: "10s" } });

  test("is told when it is reached within its window, and not before", () => {
    const fold = new Fold("h");
    for (const ms of [0, 6000, 12_000]) fold.event(seen(often, ms));
    expect(told(fold, 12_000)).toEqual([]);
    fold.event(seen(often, 13_000));
    expect(told(fold, 13_000)).toEqual([{ nic: "eth0", count: 4 }]);
  });

  test("that was never reached ends without a word", () => {
    const fold = new Fold("h");
    fold.event(seen(often, 0));
    fold.event(seen(often, 1, "eth0", { clears: true }));
    expect(told(fold, 2)).toEqual([]);
  });

  test("is remembered over a restart", () => {
    const fold = new Fold("h");
    fold.event(seen(often, 0));
    fold.event(seen(often, 1));
    const kept = [...fold.changes(NOW + 1).state.values()].filter((state) => state !== undefined);
    const after = new Fold("h", JSON.parse(JSON.stringify(kept)), NOW + 2);
    after.event(seen(often, 2));
    expect(told(after, 2)).toMatchObject([{ nic: "eth0", count: 3 }]);
  });
});

function result(more: Partial<CheckResult> = {}): CheckResult {
  const subject = { type: "host", name: "h" } as const;
  const rest = { attributes: {}, evidence: [], runbook: "swap-active", durationMs: 1 };
  return { check: "swap", status: "critical", reason: "SwapActive", message: "swap", subject, ...rest, ...more };
}

describe("a condition", () => {
  test("is told once while it holds, again when it says something else, and when it is over", () => {
    const fold = new Fold("h");
    fold.results("swap", [result()], NOW);
    expect(told(fold, 0)).toEqual([{ nic: "h", count: 1 }]);
    fold.results("swap", [result()], NOW + 1);
    expect(told(fold, 60_000)).toEqual([]);
    fold.results("swap", [result({ message: "more swap" })], NOW + 2);
    expect(told(fold, 60_000)).toEqual([{ nic: "h", count: 2 }]);
    fold.results("swap", [result({ status: "ok", reason: "SwapOff" })], NOW + 3);
    expect(told(fold, 60_000)).toEqual([{ nic: "h", count: 2, endsAfter: 3 }]);
  });

  test("of a subject that is gone is over, that of another check is not", () => {
    const fold = new Fold("h");
    const disk = (name: string) => result({ check: "disk", subject: { type: "disk", name } });
    fold.results("swap", [result()], NOW);
    fold.results("disk", [disk("sda"), disk("sdb")], NOW);
    told(fold, 0);
    fold.results("disk", [disk("sdb")], NOW + 1);
    expect(told(fold, 1)).toEqual([{ nic: "sda", count: 1, endsAfter: 1 }]);
    expect(fold.open).toBe(2);
  });
});

describe("too many open findings", () => {
  const worse = nicRule("guest-oops", { status: "critical" });
  const flood = (fold: Fold, count: number) => {
    for (let index = 0; index < count; index++) fold.event(seen(rule, index + 1, `tap${index}`));
  };

  test("end the oldest of the least severe, and none silently", () => {
    const fold = new Fold("h");
    fold.event(seen(worse, 0));
    fold.results("swap", [result({ status: "warning" })], NOW);
    flood(fold, 10_000);
    expect(fold.open).toBeLessThanOrEqual(4096);
    const { findings } = fold.changes(NOW + 10_000);
    expect(findings).toHaveLength(10_002);
    const over = findings.filter(({ endsAt }) => endsAt !== undefined);
    expect(over).toHaveLength(10_002 - fold.open);
    expect(new Set(over.map(({ detector }) => detector))).toEqual(new Set(["link-down"]));
    expect(over.some(({ subject }) => subject.name === "tap9999")).toBe(false);
  });
});

test("open findings outlive a restart, under the same id", () => {
  const fold = new Fold("h");
  fold.event(seen(rule, 0));
  const { findings, state } = fold.changes(NOW);
  const after = new Fold("h", JSON.parse(JSON.stringify([...state.values()])), NOW + 1);
  expect(told(after, 1)).toEqual([]);
  after.event(seen(rule, 20_000));
  const [again] = after.changes(NOW + 20_000).findings;
  expect(again).toMatchObject({ id: findings[0]?.id, count: 2 });
});
