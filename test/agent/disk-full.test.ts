import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/collectors.ts";
import { command } from "../support/daemons.ts";
import { kernelLine, observed } from "../support/observed.ts";

/** More than what the outbox holds in room that it took beforehand. */
const EVENTS = 3000;

/** A disk of 8 MiB; undefined where this machine lets nobody mount one. */
function smallDisk(): string | undefined {
  const place = temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", place], { stdio: "pipe" });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync("umount", ["--lazy", place]));
  return place;
}

/** Takes all the room that is left, as a log without rotation does. */
function hog(path: string): void {
  const fd = openSync(path, "a");
  for (const size of [65_536, 4096, 512]) {
    try {
      while (writeSync(fd, Buffer.alloc(size)) === size);
    } catch (error) {
      expect(String(error)).toContain("ENOSPC");
    }
  }
  closeSync(fd);
}

test("a disk that takes no writes: findings wait, status says so, and all come once there is room", async ({
  skip,
}) => {
  const disk = smallDisk();
  if (disk === undefined) return skip("a tmpfs cannot be mounted here");
  const { home, running, append, until } = await observed(["syslog"], { state: join(disk, "state") });
  hog(join(disk, "hog"));
  const lines = Array.from({ length: EVENTS }, (_, n) => kernelLine(n, `e1000e 0000:00:1f.6 a${n}: NIC Link is Down`));
  append("syslog", ...lines);
  const { outbox } = await home.when((status) => !status.outbox.writable);
  expect(outbox.waiting).toBeGreaterThan(0);
  expect(await command("status", "--socket", home.socket)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/the disk takes NO writes, \d+ findings wait in memory/),
  });
  rmSync(join(disk, "hog"));
  await home.when((status) => status.outbox.writable && status.outbox.depth === 0);
  const found = await until((findings) => findings.length >= EVENTS);
  expect(found.filter(({ detector }) => detector !== "link-down")).toEqual([]);
  expect(new Set(found.map(({ subject }) => subject.name)).size).toBe(EVENTS);
  expect(found.filter(({ count }) => count !== 1)).toEqual([]);
  const log = running.log();
  expect(log.match(/<3>outbox: the disk takes no writes/g)).toHaveLength(1);
  expect(log.match(/<5>outbox: the disk takes writes again/g)).toHaveLength(1);
});
