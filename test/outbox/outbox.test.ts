import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboxLoss } from "../../src/outbox/change.ts";
import { Outbox } from "../../src/outbox/outbox.ts";
import { entry, numbers } from "./entry.ts";

const MEBIBYTE = 1024 * 1024;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "krane-outbox-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const open = (maxBytes = 8 * MEBIBYTE): Outbox =>
  Outbox.open(directory, { maxBytes, ballast: { bytes: 65_536, room: 0 }, now: () => 1_763_700_000_000 });

/** Works on the closed database behind the outbox's back. */
function tamper(sql: string): void {
  const db = new DatabaseSync(join(directory, "outbox.db"));
  db.exec(sql);
  db.close();
}

const evicted = (losses: readonly OutboxLoss[]): Record<string, number> =>
  Object.fromEntries(losses.filter(({ reason }) => reason === "evicted").map(({ status, count }) => [status, count]));

describe("the outbox", () => {
  it("gives entries in order until they are acknowledged", () => {
    const outbox = open();
    expect(outbox.commit({ entries: [entry(1), entry(2, "critical"), entry(3)] })).toBe(true);
    expect(outbox.after(0, 2).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(numbers(outbox.after(1, 10))).toEqual([2, 3]);
    outbox.acknowledge(2);
    expect(numbers(outbox.after(0, 10))).toEqual([3]);
    expect(outbox.depth()).toBe(1);
    outbox.close();
  });

  it("keeps entries, places, state and its epoch over a restart, and never uses a sequence twice", () => {
    const first = open();
    const { epoch } = first;
    first.commit({
      entries: [entry(1)],
      cursors: { kmsg: "a:1", syslog: "f1:2" },
      state: { put: { x: Buffer.from([0, 255]) } },
    });
    first.commit({ cursors: { kmsg: "a:2" }, state: { put: { y: Buffer.from("y"), z: Buffer.from("z") } } });
    first.commit({ state: { delete: ["y"] } });
    first.acknowledge(1);
    first.close();
    const second = open();
    expect(second.epoch).toBe(epoch);
    expect(second.cursor("kmsg")).toBe("a:2");
    expect(second.cursor("syslog")).toBe("f1:2");
    expect(second.cursor("other")).toBeUndefined();
    expect([...second.stateEntries()].map(([key, value]) => [key, [...value]])).toEqual([
      ["x", [0, 255]],
      ["z", [122]],
    ]);
    second.commit({ entries: [entry(2)] });
    expect(second.after(0, 9).map(({ sequence }) => sequence)).toEqual([2]);
    expect(second.losses()).toEqual([]);
    second.close();
  });

  it("belongs to one process", () => {
    const outbox = open();
    expect(() => open()).toThrow(expect.objectContaining({ code: "KRANE_OUTBOX_LOCKED" }));
    const module = join(import.meta.dirname, "../../src/outbox/outbox.ts");
    const script = `const { Outbox } = await import(${JSON.stringify(module)});
      try { Outbox.open(process.argv[1], { maxBytes: 1e6 }); } catch (error) { console.log(error.code, error.message); }`;
    const other = spawnSync(process.execPath, ["--input-type=module", "-e", script, directory], { encoding: "utf8" });
    expect(other.stdout).toBe(`KRANE_OUTBOX_LOCKED lock ${directory}: another process uses it\n`);
    outbox.close();
    open().close();
  });

  it("is for its owner only and reports no loss when it is new", () => {
    rmSync(directory, { recursive: true });
    const outbox = open();
    expect(outbox.losses()).toEqual([]);
    outbox.close();
  });
});

describe("the bound of the outbox", () => {
  it("evicts the least severe first, of equal ones the oldest, and counts them exactly", () => {
    const outbox = open(2 * MEBIBYTE);
    const committed = { critical: 0, warning: 0, ok: 0 };
    for (let n = 0; n < 3000; n += 3) {
      outbox.commit({ entries: [entry(n, "ok", 900), entry(n + 1, "warning", 900), entry(n + 2, "critical", 200)] });
      for (const status of ["ok", "warning", "critical"] as const) committed[status]++;
    }
    expect(outbox.bytes()).toBeLessThanOrEqual(2 * MEBIBYTE);
    const left = numbers(outbox.after(0, 10_000));
    const leftOf = (kind: number): number[] => left.flatMap((n) => (n !== undefined && n % 3 === kind ? [n] : []));
    expect(leftOf(2)).toHaveLength(1000);
    const lost = evicted(outbox.losses());
    expect(lost.critical).toBeUndefined();
    expect((lost.ok ?? 0) + leftOf(0).length).toBe(committed.ok);
    expect((lost.warning ?? 0) + leftOf(1).length).toBe(committed.warning);
    // What is left of the warnings are the latest ones.
    expect(leftOf(1)).toEqual(
      Array.from({ length: leftOf(1).length }, (_, n) => 3001 - 3 * (leftOf(1).length - n)).map((n) => n),
    );
    outbox.close();
  });

  it("keeps the counts over a restart until a finding reports them", () => {
    const first = open(MEBIBYTE);
    for (let n = 0; n < 1500; n++) first.commit({ entries: [entry(n, "warning", 900)] });
    const lost = first.losses();
    expect(evicted(lost).warning).toBeGreaterThan(500);
    first.close();
    const second = open(MEBIBYTE);
    expect(second.losses()).toEqual(lost);
    second.commit({ entries: [entry(9999, "critical")], settled: lost });
    expect(second.losses()).toEqual([]);
    second.close();
  });

  it("takes a commit that is larger than the bound, without what is least severe", () => {
    const outbox = open(MEBIBYTE);
    outbox.commit({ entries: [entry(0, "critical", 2000)] });
    const flood = Array.from({ length: 900 }, (_, n) => entry(n + 1, n % 10 === 0 ? "critical" : "ok", 2000));
    expect(outbox.commit({ entries: flood, cursors: { kmsg: "a:900" } })).toBe(true);
    const left = numbers(outbox.after(0, 10_000));
    expect(left).toContain(0);
    expect(left.filter((n) => n !== undefined && n % 10 === 1)).toHaveLength(90);
    const lost = evicted(outbox.losses());
    expect((lost.ok ?? 0) + left.length).toBe(901);
    expect(outbox.cursor("kmsg")).toBe("a:900");
    outbox.close();
  });
});

describe("damage to the outbox", () => {
  function filled(): string {
    const outbox = open();
    outbox.commit({
      entries: [1, 2, 3, 4].map((n) => entry(n)),
      cursors: { kmsg: "a:4" },
      state: { put: { x: Buffer.from("x") } },
    });
    const { epoch } = outbox;
    outbox.close();
    return epoch;
  }

  it("sets a poisoned entry aside and counts it once", () => {
    const epoch = filled();
    tamper(
      "UPDATE entries SET payload = zeroblob(9) WHERE sequence = 2; UPDATE entries SET sequence = 77 WHERE sequence = 3",
    );
    const outbox = open();
    expect(outbox.epoch).toBe(epoch);
    expect(numbers(outbox.after(0, 10))).toEqual([1, 4]);
    expect(numbers(outbox.after(0, 10))).toEqual([1, 4]);
    expect(outbox.losses()).toEqual([{ reason: "corrupt", count: 2 }]);
    outbox.commit({ settled: outbox.losses() });
    outbox.close();
    const again = open();
    expect(again.losses()).toEqual([]);
    again.close();
  });

  it("keeps at most 100 poisoned entries", () => {
    const first = open();
    first.commit({ entries: Array.from({ length: 150 }, (_, n) => entry(n)) });
    first.close();
    tamper("UPDATE entries SET crc = crc + 1");
    const second = open();
    expect(second.depth()).toBe(0);
    expect(second.losses()).toEqual([{ reason: "corrupt", count: 150 }]);
    second.close();
    const db = new DatabaseSync(join(directory, "outbox.db"));
    expect(db.prepare("SELECT count(*) AS n FROM quarantine").get()?.n).toBe(100);
    db.close();
  });

  it.each([
    ["no database", Buffer.from("this is not a database, but it is long enough to look like one ".repeat(100))],
    ["an empty file", Buffer.alloc(0)],
    ["zeros", Buffer.alloc(65_536)],
  ])("begins a new epoch in place of %s, at the places of the copy", (_, bytes) => {
    const epoch = filled();
    writeFileSync(join(directory, "outbox.db"), bytes);
    const outbox = open();
    expect(outbox.epoch).not.toBe(epoch);
    expect(outbox.cursor("kmsg")).toBe("a:4");
    expect(outbox.losses()).toEqual([{ reason: "reset", count: 1 }]);
    expect(outbox.commit({ entries: [entry(5)] })).toBe(true);
    expect(numbers(outbox.after(0, 9))).toEqual([5]);
    outbox.close();
  });

  it("keeps one damaged file, and takes over what is sound in it", () => {
    for (const _ of [1, 2]) {
      filled();
      tamper("CREATE TABLE surprise (x)");
    }
    writeFileSync(join(directory, "outbox.corrupt-1"), "older");
    const outbox = open();
    expect(readdirSync(directory).filter((name) => name.includes("corrupt"))).toEqual(["outbox.corrupt-1763700000000"]);
    expect(numbers(outbox.after(0, 99))).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect([...outbox.stateEntries().keys()]).toEqual(["x"]);
    expect(outbox.losses()).toEqual([{ reason: "reset", count: 2 }]);
    outbox.close();
  });

  it("notices a database that was put back to an older state", () => {
    const first = open();
    first.commit({ entries: [entry(1)], cursors: { kmsg: "a:1" } });
    first.close();
    copyFileSync(join(directory, "outbox.db"), join(directory, "old"));
    const second = open();
    second.commit({ entries: [entry(2)], cursors: { kmsg: "a:2" } });
    second.close();
    copyFileSync(join(directory, "old"), join(directory, "outbox.db"));
    const third = open();
    expect(third.losses()).toEqual([{ reason: "rolled-back", count: 1 }]);
    // The finding was lost with its place: its record is read again, under a sequence of its own.
    expect(third.cursor("kmsg")).toBe("a:1");
    third.commit({ entries: [entry(2)] });
    expect(third.after(1, 9).map(({ sequence }) => sequence)).toEqual([3]);
    third.close();
  });

  it("makes a broken copy of the places anew", () => {
    filled();
    const copy = join(directory, "cursors.json");
    const text = readFileSync(copy, "utf8");
    writeFileSync(copy, text.replace("a:4", "a:9"));
    const outbox = open();
    expect(outbox.cursor("kmsg")).toBe("a:4");
    expect(outbox.losses()).toEqual([{ reason: "corrupt", count: 1 }]);
    outbox.close();
    expect(readFileSync(copy, "utf8")).toContain("a:4");
  });

  it("takes a place whose row is broken from the copy", () => {
    filled();
    tamper("UPDATE kept SET crc = 0 WHERE key = 'cursor/kmsg'; UPDATE kept SET crc = 0 WHERE key = 'state/x'");
    const outbox = open();
    expect(outbox.cursor("kmsg")).toBe("a:4");
    expect(outbox.stateEntries().size).toBe(0);
    expect(outbox.losses()).toEqual([{ reason: "corrupt", count: 2 }]);
    outbox.close();
    expect(open().cursor("kmsg")).toBe("a:4");
  });

  it("does not need the lock file to be what it was", () => {
    filled();
    writeFileSync(join(directory, "lock"), "nonsense that is no database");
    const outbox = open();
    expect(outbox.depth()).toBe(4);
    outbox.close();
    expect(existsSync(join(directory, "lock"))).toBe(true);
  });

  it("is mended while it is open", () => {
    const outbox = open(32 * MEBIBYTE);
    const { epoch } = outbox;
    for (let n = 0; n < 8000; n += 100) {
      const entries = Array.from({ length: 100 }, (_, place) => entry(n + place, "warning", 900));
      outbox.commit({ entries, cursors: { kmsg: `a:${n}` } });
    }
    const bytes = readFileSync(join(directory, "outbox.db"));
    bytes.fill(0xa5, bytes.length / 2);
    writeFileSync(join(directory, "outbox.db"), bytes);
    expect(outbox.after(0, 9999)).toEqual([]);
    expect(outbox.epoch).not.toBe(epoch);
    expect(outbox.losses()).toContainEqual({ reason: "reset", count: 1 });
    expect(outbox.cursor("kmsg")).toBe("a:7900");
    // Of the former epoch, still on its way when the database was replaced.
    outbox.acknowledge(8000);
    const left = numbers(outbox.after(0, 9999));
    expect(left.length).toBeGreaterThan(1000);
    expect(left).not.toContain(undefined);
    expect(outbox.commit({ entries: [entry(9000)] })).toBe(true);
    outbox.close();
    const again = open(32 * MEBIBYTE);
    expect(again.depth()).toBe(left.length + 1);
    again.close();
  });
});
