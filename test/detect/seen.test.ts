import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../src/core/index.ts";
import { eventKey } from "../../src/detect/event-key.ts";
import { Seen } from "../../src/detect/seen.ts";
import { kernelRecord, NOW } from "../support/records.ts";

const BODY = "e1000e: eth0 NIC Link is Down";

/** The same event as each log has it: the kernel's clock, and wall clocks that are a little late. */
const kmsg = { ...kernelRecord(BODY, 100.000001), timestamp: NOW };
const kernLog = { ...kernelRecord(BODY, 100.000001), timestamp: NOW + 900 };
const journal: LogRecord = { ...kmsg, attributes: {}, timestamp: NOW + 3 };

function isNew(memory: Seen, record: LogRecord, source: string): boolean {
  return memory.isNew(eventKey(record, "link-down"), source);
}

describe("a kernel event", () => {
  test("that comes through kmsg, kern.log and syslog is news once", () => {
    const memory = new Seen();
    const logs = [kmsg, kernLog, kernLog].map((record, index) => isNew(memory, record, `log ${index}`));
    expect(logs).toEqual([true, false, false]);
  });

  test("is no news either where one log holds it twice, for its microseconds tell it", () => {
    const memory = new Seen();
    expect([isNew(memory, kmsg, "a"), isNew(memory, kmsg, "a")]).toEqual([true, false]);
  });

  test("of another boot at the same microsecond is news", () => {
    const memory = new Seen();
    isNew(memory, kmsg, "a");
    expect(isNew(memory, { ...kmsg, timestamp: NOW + 3_600_000 }, "a")).toBe(true);
  });

  test("of another detector is news", () => {
    const memory = new Seen();
    isNew(memory, kmsg, "a");
    expect(memory.isNew(eventKey(kmsg, "other"), "a")).toBe(true);
  });
});

describe("an event that has only a second", () => {
  test("happened as often as the log that has it most often says", () => {
    const memory = new Seen();
    const from = (source: string) => isNew(memory, journal, source);
    expect([from("a"), from("a"), from("b"), from("b"), from("b"), from("a")]).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  test("of the next second is news", () => {
    const memory = new Seen();
    isNew(memory, journal, "a");
    expect(isNew(memory, { ...journal, timestamp: NOW + 1003 }, "b")).toBe(true);
  });
});

test("what was seen outlives a restart", () => {
  const memory = new Seen();
  isNew(memory, kmsg, "a");
  isNew(memory, journal, "a");
  const after = new Seen(JSON.parse(JSON.stringify([...memory.changes().values()])));
  expect([isNew(after, kmsg, "a"), isNew(after, journal, "b"), isNew(after, journal, "b")]).toEqual([
    false,
    false,
    true,
  ]);
});

test("memory is bounded; the newest are kept", () => {
  const memory = new Seen();
  for (let index = 0; index < 20_000; index++) isNew(memory, kernelRecord(BODY, index + 1), "a");
  expect(memory.changes().size).toBe(8192);
  expect(isNew(memory, kernelRecord(BODY, 20_000), "b")).toBe(false);
  expect(isNew(memory, kernelRecord(BODY, 1), "b")).toBe(true);
});
