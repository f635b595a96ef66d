import { execFileSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Outbox } from "../../src/outbox/outbox.ts";
import { entry, numbers } from "./entry.ts";

const MEBIBYTE = 1024 * 1024;
const OPTIONS = { maxBytes: 64 * MEBIBYTE, maxWaiting: 50, ballast: { bytes: MEBIBYTE, room: MEBIBYTE } };

function mountRefusal(): string | undefined {
  const place = mkdtempSync(join(tmpdir(), "krane-tmpfs-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", place], { stdio: "pipe" });
    execFileSync("umount", [place]);
    return undefined;
  } catch (error) {
    return `a tmpfs cannot be mounted here: ${error instanceof Error ? error.message.trim() : error}`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

let disk: string;
let outbox: Outbox;
const refusal = mountRefusal();

beforeEach(() => {
  if (refusal !== undefined) return;
  disk = mkdtempSync(join(tmpdir(), "krane-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]);
  outbox = Outbox.open(join(disk, "state"), OPTIONS);
});

afterEach(() => {
  if (refusal !== undefined) return;
  outbox.close();
  execFileSync("umount", [disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Takes all the room that is left, as a log without rotation does. */
function hog(): void {
  const fd = openSync(join(disk, "hog"), "a");
  try {
    for (const size of [65_536, 4096, 512]) fill(fd, Buffer.alloc(size));
  } finally {
    closeSync(fd);
  }
}

function fill(fd: number, block: Buffer): void {
  try {
    for (;;) if (writeSync(fd, block) < block.length) return;
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("ENOSPC"))) throw error;
  }
}

describe.skipIf(refusal !== undefined)(`a disk that others fill ${refusal ?? ""}`, () => {
  it("is lived with: first from what is held back, then in memory, then as before", () => {
    hog();
    let number = 0;
    let durable = 0;
    while (number < 5000 && outbox.waiting() < OPTIONS.maxWaiting) {
      number++;
      const severe = number % 10 === 0;
      const kept = outbox.commit({
        entries: [entry(number, severe ? "critical" : "warning", 300)],
        cursors: { kmsg: `a:${number}` },
      });
      if (kept) durable = number;
      hog();
    }
    expect(durable).toBeGreaterThan(100);
    expect(number).toBeLessThan(5000);
    expect(outbox.cursor("kmsg")).toBe(`a:${durable}`);
    for (let more = 0; more < 100; more++) {
      number++;
      expect(outbox.commit({ entries: [entry(number, "warning", 300)], cursors: { kmsg: `a:${number}` } })).toBe(false);
    }
    expect(outbox.waiting()).toBe(50);
    const lost = number - durable - 50;
    expect(outbox.losses()).toEqual([{ reason: "evicted", status: "warning", count: lost }]);
    expect(numbers(outbox.after(0, 5)).length).toBe(5);

    rmSync(join(disk, "hog"));
    expect(outbox.retry()).toBe(true);
    expect(outbox.waiting()).toBe(0);
    expect(outbox.cursor("kmsg")).toBe(`a:${number}`);
    expect(outbox.depth()).toBe(durable + 50);
    expect(outbox.losses()).toEqual([{ reason: "evicted", status: "warning", count: lost }]);
    const all = numbers(outbox.after(0, 9999));
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((n) => n !== undefined && n % 10 === 0 && n <= durable)).toHaveLength(Math.floor(durable / 10));
    expect(statSync(join(disk, "state", "ballast")).size).toBe(MEBIBYTE);
  });

  it("still takes what the collector has acknowledged off the queue", () => {
    for (let n = 1; n <= 200; n++) outbox.commit({ entries: [entry(n, "warning", 300)] });
    hog();
    for (let n = 1; n <= 2000; n++) {
      expect(outbox.commit({ entries: [entry(200 + n, "warning", 300)], cursors: { kmsg: `a:${n}` } })).toBe(true);
      outbox.acknowledge(n + 100);
    }
    expect(outbox.depth()).toBe(100);
  });

  it("is opened again where it is full", () => {
    outbox.commit({ entries: [entry(1)], cursors: { kmsg: "a:1" } });
    outbox.close();
    hog();
    outbox = Outbox.open(join(disk, "state"), OPTIONS);
    expect(outbox.cursor("kmsg")).toBe("a:1");
    expect(outbox.commit({ entries: [entry(2)], cursors: { kmsg: "a:2" } })).toBe(true);
    expect(numbers(outbox.after(0, 9))).toEqual([1, 2]);
    expect(existsSync(join(disk, "state", "ballast"))).toBe(false);
  });
});
