import { describe, expect, test } from "vitest";
import { EventStream } from "../../src/detect/event-stream.ts";
import { Fold } from "../../src/detect/fold.ts";
import { Joiner } from "../../src/detect/joiner.ts";
import { nicRule, seen } from "../support/occurrences.ts";

const lost = { en: "lost {nic}, {packets} packets", ko: "{nic} 유실, {packets}개" };
const joins = { rules: ["drops", "down"], within: "1s", status: "critical", reason: "Lost", message: lost } as const;
const lead = nicRule("left", { status: "ok", joins });
const drops = nicRule("drops");
const down = nicRule("down");
const other = nicRule("other");
const rules = [lead, drops, down, other];

const parts = [seen(lead, 0), seen(drops, 10, "eth0", { attributes: { packets: 7 } }), seen(down, 900)];

describe("events that belong together", () => {
  test.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]]])("become one, in whatever order they come: %j", (order) => {
    const joiner = new Joiner(rules);
    const joined = order.flatMap((index) => joiner.push(parts[index] ?? seen(other, 0)));
    expect(joined).toHaveLength(1);
    expect(joined[0]?.occurrence).toMatchObject({ status: "critical", reason: "Lost", joined: true });
    expect(joined[0]?.occurrence.attributes).toMatchObject({ nic: "eth0", packets: 7 });
    expect(joined[0]?.occurrence.lines).toEqual(["left eth0", "drops eth0", "down eth0"]);
    expect(joined[0]?.absorbed.map(({ rule }) => rule.id)).toEqual(["drops", "down"]);
  });

  test("stay alone where one is missing, too late, of another interface, or over", () => {
    const joiner = new Joiner(rules);
    const late = [seen(lead, 0), seen(drops, 10), seen(down, 1500)];
    expect(late.flatMap((part) => joiner.push(part))).toEqual([]);
    const strange = [seen(lead, 5000), seen(drops, 5010), seen(down, 5020, "eth7")];
    expect(strange.flatMap((part) => joiner.push(part))).toEqual([]);
    const ended = [seen(down, 9000), seen(down, 9001, "eth0", { clears: true }), seen(lead, 9002), seen(drops, 9003)];
    expect(ended.flatMap((part) => joiner.push(part))).toEqual([]);
  });
});

test("the partner of the same interface is found among others", () => {
  const joiner = new Joiner(rules);
  const mixed = [seen(down, 0), seen(down, 5, "eth7"), seen(drops, 10, "eth0"), seen(lead, 20), seen(lead, 30, "eth9")];
  const joined = mixed.flatMap((part) => joiner.push(part));
  expect(
    joined.map(({ occurrence, absorbed }) => [occurrence, ...absorbed].map(({ attributes }) => attributes.nic)),
  ).toEqual([["eth0", "eth0", "eth0"]]);
});

test("what may still be joined outlives a restart", () => {
  const joiner = new Joiner(rules);
  for (const part of parts.slice(0, 2)) joiner.push(part);
  const after = new Joiner(rules, JSON.parse(JSON.stringify(joiner.kept())));
  expect(after.push(parts[2] ?? seen(other, 0))).toHaveLength(1);
});

describe("what was told alone", () => {
  test("is never heard of where its partners come at once", () => {
    const fold = new Fold("h");
    const events = new EventStream({ rules, fold });
    for (const part of parts) events.push(part, "log");
    const { findings } = fold.changes(1);
    expect(findings.map(({ detector, message }) => [detector, message])).toEqual([["left", "lost eth0, 7 packets"]]);
  });

  test("is over where its partners come after it was told", () => {
    const fold = new Fold("h");
    const events = new EventStream({ rules, fold });
    events.push(parts[2] ?? seen(other, 0), "log");
    expect(fold.changes(1).findings.map(({ detector, endsAt }) => [detector, endsAt])).toEqual([["down", undefined]]);
    for (const part of parts.slice(0, 2)) events.push(part, "log");
    const { findings } = fold.changes(2);
    expect(findings.map(({ detector, endsAt }) => [detector, endsAt !== undefined])).toEqual([
      ["left", false],
      ["down", true],
    ]);
  });
});
