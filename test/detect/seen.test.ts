import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../src/core/index.ts";
import { EventKey } from "../../src/detect/event-key.ts";
import { Seen } from "../../src/detect/seen.ts";
import { nicRule } from "../support/occurrences.ts";
import { kernelRecord, NOW } from "../support/records.ts";

const BODY = "e1000e: eth0 NIC Link is Down";

/** The same event as each log has it: the kernel's clock, and wall clocks that are a little late. */
const kmsg = { ...kernelRecord(BODY, 100.000001), timestamp: NOW };
const kernLog = { ...kernelRecord(BODY, 100.000001), timestamp: NOW + 900 };
const journal: LogRecord = { ...kmsg, attributes: {}, timestamp: NOW + 3 };

function news(memory: Seen, record: LogRecord, source: string, detector = "link-down"): number {
  return memory.news(new EventKey({ record, rule: nicRule(detector) }, detector), source);
}

/** What a run leaves to the next. */
function restarted(memory: Seen): Seen {
  const { events, crowds } = memory.changes();
  return new Seen(JSON.parse(JSON.stringify({ events: [...events.values()], crowds: [...crowds.values()] })));
}

describe("a kernel event", () => {
  test("that comes through kmsg, kern.log and syslog is news once", () => {
    const memory = new Seen();
    const logs = [kmsg, kernLog, kernLog].map((record, index) => news(memory, record, `log ${index}`));
    expect(logs).toEqual([1, 0, 0]);
  });

  test("is no news either where one log holds it twice, for its microseconds tell it", () => {
    const memory = new Seen();
    expect([news(memory, kmsg, "a"), news(memory, kmsg, "a")]).toEqual([1, 0]);
  });

  test("of another boot at the same microsecond is news: by its time, or by the boot's id", () => {
    const memory = new Seen();
    const inBoot = (id: string) => ({ ...kmsg, attributes: { ...kmsg.attributes, "krane.boot.id": id } });
    news(memory, inBoot("one"), "a");
    expect(news(memory, { ...kmsg, timestamp: NOW + 3_600_000 }, "a")).toBe(1);
    expect([news(memory, inBoot("two"), "b"), news(memory, inBoot("one"), "b")]).toEqual([1, 0]);
  });

  test("of another detector is news", () => {
    const memory = new Seen();
    news(memory, kmsg, "a");
    expect(news(memory, kmsg, "a", "other")).toBe(1);
  });
});

describe("an event that has only a second", () => {
  test("happened as often as the log that has it most often says", () => {
    const memory = new Seen();
    const from = (source: string) => news(memory, journal, source);
    expect([from("a"), from("a"), from("b"), from("b"), from("b"), from("a")]).toEqual([1, 1, 0, 0, 1, 0]);
  });

  test("of the next second is news", () => {
    const memory = new Seen();
    news(memory, journal, "a");
    expect(news(memory, { ...journal, timestamp: NOW + 1003 }, "b")).toBe(1);
  });

  test("is one with that of a log that has the kernel's clock, up to two seconds apart", () => {
    for (const [first, second] of [
      [kmsg, { ...journal, timestamp: NOW + 1900 }],
      [{ ...journal, timestamp: NOW - 1900 }, kmsg],
    ] as const) {
      const memory = new Seen();
      expect([news(memory, first, "a"), news(memory, second, "b"), news(memory, second, "b")]).toEqual([
        1,
        0,
        Number(first === kmsg),
      ]);
    }
  });

  test("is one with that of a log without any time, however often both have it", () => {
    const memory = new Seen();
    const { timestamp: _, ...bare } = journal;
    const logs = [
      news(memory, journal, "a"),
      news(memory, bare, "b"),
      news(memory, bare, "b"),
      news(memory, journal, "a"),
    ];
    expect(logs).toEqual([1, 0, 1, 0]);
  });
});

describe("a storm", () => {
  const line = (index: number) => ({ ...kernelRecord(BODY, 100 + index / 100_000), timestamp: NOW });

  test("has the count of the log that has most of it, however far another lags behind", () => {
    const memory = new Seen();
    let sum = 0;
    for (let index = 0; index < 50_000; index++) sum += news(memory, line(index), "kern.log");
    expect(sum).toBe(50_000);
    for (let index = 0; index < 50_001; index++) sum += news(memory, line(index), "syslog");
    expect(sum).toBe(50_001);
  });

  test("is counted on after a restart", () => {
    const memory = new Seen();
    for (let index = 0; index < 30_000; index++) news(memory, line(index), "kern.log");
    for (let index = 0; index < 10_000; index++) news(memory, line(index), "syslog");
    const after = restarted(memory);
    let sum = 0;
    for (let index = 10_000; index < 30_000; index++) sum += news(after, line(index), "syslog");
    for (let index = 30_000; index < 40_000; index++) sum += news(after, line(index), "kern.log");
    expect(sum).toBe(10_000);
  });
});

test("what was seen outlives a restart", () => {
  const memory = new Seen();
  news(memory, kmsg, "a");
  news(memory, journal, "c");
  news(memory, journal, "c");
  const after = restarted(memory);
  expect([news(after, kmsg, "a"), news(after, journal, "b"), news(after, journal, "b")]).toEqual([0, 0, 0]);
  expect(news(after, journal, "b")).toBe(1);
});

test("memory is bounded; the newest are kept", () => {
  const memory = new Seen();
  for (let index = 0; index < 20_000; index++) news(memory, kernelRecord(BODY, index + 1), "a");
  const { events, crowds } = memory.changes();
  expect([events.size, crowds.size]).toEqual([8192, 0]);
  expect(news(memory, kernelRecord(BODY, 20_000), "b")).toBe(0);
  expect(news(memory, kernelRecord(BODY, 1), "b")).toBe(1);
});
