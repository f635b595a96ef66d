import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAll } from "../../src/cli/write-out.ts";
import { temporaryFolder } from "../support/folder.ts";

test("a pipe that does not wait and whose reader is slow gets all of it", async () => {
  using folder = temporaryFolder();
  const pipe = join(folder.path, "pipe");
  execFileSync("mkfifo", [pipe]);
  const fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = spawn("bash", [
    "-c",
    'exec 3< "$0"; echo; for i in {1..5}; do head -c 100000 <&3; done | wc -c',
    pipe,
  ]);
  await once(reader.stdout, "data");
  writeAll(fd, "가".repeat(170_000));
  const [counted] = await once(reader.stdout, "data");
  closeSync(fd);
  expect(Number(counted)).toBe(500_000);
});
