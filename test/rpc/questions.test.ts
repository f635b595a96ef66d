import { expect, test } from "vitest";
import type { Reply } from "../../src/core/index.ts";
import { takeInventory } from "../../src/parse/board/take-inventory.ts";
import { replyMessage, replyOf } from "../../src/rpc/questions.ts";

const DESCRIBE: Reply = {
  kind: "describe",
  agentVersion: "0.1.0",
  profile: "krane-u22",
  checks: ["swap"],
  rules: [],
  sources: [],
};
const INVENTORY = JSON.stringify(takeInventory(new Date(0), new Map()));

function received(reply: Reply): unknown {
  return replyOf(replyMessage("q1", reply))?.reply;
}

test("an inventory comes with what an agent says of itself; an agent that has none says the same as ever", () => {
  expect(received(DESCRIBE)).toEqual(DESCRIBE);
  expect(received({ ...DESCRIBE, inventoryJson: INVENTORY })).toEqual({ ...DESCRIBE, inventoryJson: INVENTORY });
});

test("what is no inventory, or of a newer schema, costs itself alone; what acts on a screen is made visible", () => {
  for (const inventoryJson of ["", "{", "[]", '{"schema":"krane.inventory.v2"}', "x".repeat(300_000)]) {
    expect(received({ ...DESCRIBE, inventoryJson })).toEqual(DESCRIBE);
  }
  const inventoryJson = INVENTORY.replace('"model":null', '"model":"\u009b2J\u202e"');
  expect(JSON.stringify(received({ ...DESCRIBE, inventoryJson }))).toContain("x9b2J");
});

test("one that is larger than any agent sends is refused", () => {
  const message = replyMessage("q1", DESCRIBE);
  const describeReply = { ...message.describeReply, inventoryJson: "x".repeat(300_000) };
  expect(() => replyOf({ describeReply })).toThrow("inventory_json");
});
