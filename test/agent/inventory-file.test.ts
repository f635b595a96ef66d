import { execFileSync } from "node:child_process";
import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { InventoryFile } from "../../src/agent/inventory-file.ts";
import { takeInventory } from "../../src/parse/board/take-inventory.ts";
import { temporaryFolder } from "../support/collectors.ts";

const MINUTES = 60_000;

function text(at: number): string {
  return JSON.stringify(takeInventory(new Date(at), new Map()));
}

function watched() {
  const file = join(temporaryFolder(), "inventory.json");
  const log: string[] = [];
  const clock = { now: 0 };
  const held = new InventoryFile(
    file,
    (priority, message) => log.push(`${priority} ${message}`),
    () => clock.now,
  );
  return { file, log, clock, held };
}

test("without a path there is none, and nothing wrong", () => {
  expect(new InventoryFile(undefined, () => undefined, Date.now).held).toEqual({});
});

test("is read again after five minutes, where it was written anew", () => {
  const { file, log, clock, held } = watched();
  writeFileSync(file, text(1));
  const first = held.held.inventory;
  expect(first?.collectedAt).toBe("1970-01-01T00:00:00.001Z");
  writeFileSync(file, text(2));
  utimesSync(file, 1, 1);
  clock.now = 5 * MINUTES - 1;
  expect(held.held.inventory).toBe(first);
  clock.now = 5 * MINUTES;
  const second = held.held.inventory;
  expect(second?.collectedAt).toBe("1970-01-01T00:00:00.002Z");
  clock.now = 10 * MINUTES;
  expect(held.held.inventory).toBe(second);
  expect(log).toEqual([]);
});

test("what cannot be read is told once, with the way back", () => {
  const { file, log, clock, held } = watched();
  const bad = ["{}", "x".repeat(256 * 1024 + 1), `${text(1)}x`, "\u0000"];
  expect(held.held.error).toMatch(/^read .*inventory\.json: ENOENT/);
  for (const content of bad) {
    clock.now += 5 * MINUTES;
    writeFileSync(file, content);
    expect(held.held).toEqual({ error: expect.stringContaining(`read ${file}: `) });
  }
  rmSync(file);
  execFileSync("mkfifo", [file]);
  clock.now += 5 * MINUTES;
  expect(held.held).toEqual({ error: `read ${file}: not a regular file` });
  expect(log).toEqual(["warning the inventory was not read"]);
  rmSync(file);
  writeFileSync(file, text(1));
  clock.now += 5 * MINUTES;
  expect(held.held.inventory?.schema).toBe("krane.inventory.v1");
  expect(log).toEqual(["warning the inventory was not read", "notice the inventory is read again"]);
});
