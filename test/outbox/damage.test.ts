import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Outbox } from "../../src/outbox/outbox.ts";
import { entry, numberOf } from "./entry.ts";

const MUTATIONS = 400;
const OPTIONS = { maxBytes: 8 * 1024 * 1024, ballast: { bytes: 4096, room: 0 } };
const COUNT = 60;
const ACKNOWLEDGED = 10;

let root: string;
let original: ReturnType<typeof contents>;

/** Small and even enough to choose places with; the same in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function contents(outbox: Outbox) {
  return {
    epoch: outbox.epoch,
    // Those below were acknowledged; they may come back, since sending them once more does no harm.
    entries: outbox.after(ACKNOWLEDGED, 9999).map(({ sequence, payload }) => ({ sequence, number: numberOf(payload) })),
    state: [...outbox.stateEntries()].map(([key, value]) => `${key}=${Buffer.from(value).toString("utf8")}`),
    cursors: ["kmsg", "syslog", "kern"].map((source) => outbox.cursor(source)),
  };
}

function fill(outbox: Outbox): void {
  for (let n = 1; n <= COUNT; n += 2) {
    const entries = [entry(n, "warning", n * 7), entry(n + 1, "critical", n % 9 === 0 ? 9000 : 200)];
    const state = { put: { [`finding-${n}`]: Buffer.from(`state of ${n}`), last: Buffer.from(String(n)) } };
    outbox.commit({ entries, cursors: { kmsg: `a:${n}`, syslog: `f1:${n}`, kern: `f1:${n * 2}` }, state });
  }
  outbox.acknowledge(ACKNOWLEDGED);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "krane-damage-"));
  mkdirSync(join(root, "live"));
  const outbox = Outbox.open(join(root, "live"), OPTIONS);
  fill(outbox);
  original = contents(outbox);
  // As a kill leaves it: with commits that are in the log only.
  cpSync(join(root, "live"), join(root, "killed"), { recursive: true });
  outbox.close();
  cpSync(join(root, "live"), join(root, "closed"), { recursive: true });
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A place in one of the file's 512 byte blocks that hold anything. */
function usedPlace(bytes: Buffer, below: (limit: number) => number): number {
  for (let tries = 0; tries < 200; tries++) {
    const block = below(Math.ceil(bytes.length / 512)) * 512;
    if (bytes.subarray(block, block + 512).some((byte) => byte !== 0)) return block + below(512);
  }
  return below(bytes.length);
}

function mutate(file: string, below: (limit: number) => number): void {
  const bytes = readFileSync(file);
  const kind = below(10);
  if (kind === 0) bytes.fill(0, below(bytes.length));
  for (let n = 0; n <= (kind < 7 ? 0 : 3); n++) {
    const place = Math.min(usedPlace(bytes, below), bytes.length - 1);
    const block = place - (place % 512);
    if (kind === 1) bytes.fill(0, block, Math.min(block + 512, bytes.length));
    else bytes[place] = (bytes[place] ?? 0) ^ (1 << below(8));
  }
  writeFileSync(file, bytes);
  if (kind === 9) truncateSync(file, below(bytes.length));
}

/** Opens what is left, holds it to what was written, and works on with it. */
function examine(directory: string): "harmless" | "reported" {
  const outbox = Outbox.open(directory, OPTIONS);
  const found = contents(outbox);
  const losses = outbox.losses();
  for (const { sequence, number } of found.entries) {
    expect(number).toBeGreaterThan(0);
    if (found.epoch === original.epoch) expect(number).toBe(sequence);
  }
  for (const value of found.state) expect(value).toMatch(/^(finding-(\d+)=state of \2|last=\d+)$/);
  const same = JSON.stringify(found) === JSON.stringify(original);
  if (!same) expect(losses).not.toEqual([]);
  if (!losses.some(({ reason }) => reason === "rolled-back")) expect(found.cursors).toEqual(original.cursors);
  expect(outbox.commit({ entries: [entry(5000)], cursors: { kmsg: "a:5000" }, settled: losses })).toBe(true);
  const newest = outbox.after(0, 9999).at(-1)?.sequence ?? 0;
  if (found.epoch === original.epoch) expect(newest).toBeGreaterThan(COUNT);
  outbox.close();
  const again = Outbox.open(directory, OPTIONS);
  expect(again.cursor("kmsg")).toBe("a:5000");
  expect(again.losses()).toEqual([]);
  again.close();
  return same && losses.length === 0 ? "harmless" : "reported";
}

describe("bit flips, zeroed blocks and cut files", () => {
  it.each([
    ["the database", "closed", "outbox.db"],
    ["the database beside its log", "killed", "outbox.db"],
    ["the log", "killed", "outbox.db-wal"],
    ["the copy of the places", "closed", "cursors.json"],
  ])("in %s (%s): it always opens, gives nothing wrong and says so", (_, state, file) => {
    const counts = { harmless: 0, reported: 0 };
    const directory = join(root, "work");
    for (let seed = 1; seed <= (file === "cursors.json" ? 50 : MUTATIONS); seed++) {
      rmSync(directory, { recursive: true, force: true });
      cpSync(join(root, state), directory, { recursive: true });
      mutate(join(directory, file), random(seed * 7919));
      try {
        counts[examine(directory)]++;
      } catch (cause) {
        throw new Error(`mutation ${seed} of ${file} (${state})`, { cause });
      }
    }
    // Beside a whole log the database matters little: the log has newer pages.
    expect(counts.reported).toBeGreaterThan(state === "killed" && file === "outbox.db" ? 0 : 10);
  });
});
