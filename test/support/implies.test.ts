import { expect, test } from "vitest";
import { implies } from "./implies.ts";

test.each([
  [/^(?:NIC )?Link is down/, "Link is down", true],
  [/^(?:NIC )?Link is (?:up|down)/, "NIC Link", false],
  [/^ata\d: (?:disabled|\w+)/, "disabled", false],
  [/^a{3}-\[ b \]/, "aaa-[ b ]", true],
])("%s holds %j: %s", (pattern, literal, holds) => {
  expect(implies(pattern, literal)).toBe(holds);
});
