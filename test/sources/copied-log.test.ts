import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Chunk } from "../../src/core/index.ts";
import { type CopiedLogOptions, copiedLogSource } from "../../src/sources/copied-log.ts";
import { temporaryFolder } from "../support/collectors.ts";
import { eventually } from "../support/eventually.ts";

/** A log that is followed while the test writes to it. */
function followed(path: string, options: Partial<CopiedLogOptions> = {}) {
  const abort = new AbortController();
  const got: { text: string; losses: Chunk["lost"][]; cursor: string } = { text: "", losses: [], cursor: "" };
  const running = (async () => {
    const source = copiedLogSource({ path, format: "bosh", from: "start", ...options });
    for await (const { bytes, lost, cursor } of source.chunks(abort.signal)) {
      got.text += Buffer.from(bytes).toString("utf8");
      got.cursor = cursor;
      if (lost !== undefined) got.losses.push(lost);
    }
  })();
  const has = (text: string) => eventually(() => got.text.includes(text) || undefined);
  return {
    got,
    has,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await running;
    },
  };
}

function log(text?: string): string {
  const path = join(temporaryFolder(), "pre-start.stderr.log");
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

function rotate(path: string): void {
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

describe("a log that is copied and cut off", () => {
  test("goes on behind the cut and tells it", async () => {
    const path = log("+ echo '강제'\n");
    await using it = followed(path);
    await it.has("강제");
    rotate(path);
    await eventually(() => it.got.losses.length > 0 || undefined);
    appendFileSync(path, "+ exit 1\n");
    await it.has("+ exit 1\n");
    expect(it.got).toMatchObject({ text: "+ echo '강제'\n+ exit 1\n", losses: [{ why: "truncated" }] });
  });

  test("is read from its end where it is there, and from its beginning where another comes", async () => {
    const path = log("old\n");
    await using it = followed(path, { from: "end" });
    await eventually(() => {
      appendFileSync(path, "new\n");
      return it.got.text.includes("new") || undefined;
    });
    expect(it.got.text).not.toContain("old");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "another file\n");
    await it.has("another file\n");
  });

  test("is waited for where it is not there, also when it goes", async () => {
    const path = log();
    await using it = followed(path, { from: "end" });
    await eventually(() => {
      appendFileSync(path, "first\n");
      return it.got.text.includes("first") || undefined;
    });
    rmSync(path);
    writeFileSync(path, "second\n");
    await it.has("second\n");
  });

  test("is not held in memory when a line has no end", async () => {
    const path = log("a\n");
    await using it = followed(path);
    await it.has("a\n");
    appendFileSync(path, "x".repeat(9 * 1024 * 1024));
    await eventually(() => it.got.losses.length > 0 || undefined);
    appendFileSync(path, "\nbehind\n");
    await it.has("behind\n");
    expect(it.got.losses).toMatchObject([{ why: "overrun" }]);
    expect(it.got.text.length).toBeLessThan(100_000);
  });
});

describe("behind a cursor", () => {
  /** The cursor behind what is there now. */
  async function cursorOf(path: string, last: string): Promise<string> {
    await using it = followed(path);
    await it.has(last);
    return it.got.cursor;
  }

  test("only what came since is read", async () => {
    const path = log("one\ntwo\n");
    const cursor = await cursorOf(path, "two\n");
    appendFileSync(path, "three\n");
    await using it = followed(path, { cursor });
    await it.has("three\n");
    expect(it.got).toMatchObject({ text: "three\n", losses: [] });
  });

  test("a log that was cut off meanwhile is read from its beginning, and the cut is told", async () => {
    const path = log("one\ntwo\n");
    const cursor = await cursorOf(path, "two\n");
    rotate(path);
    appendFileSync(path, "eins\nzwei\ndrei\n");
    await using it = followed(path, { cursor });
    await it.has("drei\n");
    expect(it.got).toMatchObject({ text: "eins\nzwei\ndrei\n", losses: [{ why: "truncated" }] });
  });

  test("taken after a cut, nothing comes twice", async () => {
    const path = log("one\n");
    let cursor = "";
    {
      await using it = followed(path);
      await it.has("one\n");
      rotate(path);
      await eventually(() => it.got.losses.length > 0 || undefined);
      appendFileSync(path, "two\n");
      await it.has("two\n");
      cursor = it.got.cursor;
    }
    appendFileSync(path, "three\n");
    await using it = followed(path, { cursor });
    await it.has("three\n");
    expect(it.got.text).toBe("three\n");
  });

  test.each(["", "f1:1:2", "c1:1:2:3", "c1:-1:0:0:0", `c1:${"9".repeat(40)}:0:0:0`])("%j is none", async (cursor) => {
    const path = log("one\n");
    await using it = followed(path, { cursor });
    await it.has("one\n");
  });
});
