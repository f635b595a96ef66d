import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logFileSource } from "../../src/sources/log-file.ts";
import { gather } from "./gather.ts";

const WRITER = join(import.meta.dirname, "log-writer.ts");

let directory: string;
let path: string;
let writers: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "krane-log-"));
  path = join(directory, "kern.log");
});

afterEach(() => {
  for (const writer of writers) writer.kill("SIGKILL");
  writers = [];
  rmSync(directory, { recursive: true, force: true });
});

const source = (cursor?: string, from: "start" | "end" = "start") =>
  logFileSource({
    id: "kern",
    path,
    from,
    everyMs: 20,
    quietMs: 60,
    ...(cursor !== undefined && { cursor }),
  });

const follow = (cursor?: string, from?: "start" | "end") => gather(source(cursor, from));

/** Reads until the last line has come; its text, losses and cursor. */
async function readUntil(line: string, cursor?: string) {
  const reading = follow(cursor);
  await reading.when(() => reading.got.text.endsWith(`${line}\n`));
  return reading.stop();
}

/** Follows numbered lines and holds each one to its number: none lost, none twice, in order, no broken character. */
function followNumbers(start: number, cursor?: string) {
  const stopper = new AbortController();
  const seen = { next: start, cursor, wrong: [] as string[], losses: [] as unknown[] };
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const check = (line: string): void => {
    const want = `${seen.next} 커널 로그 한 줄 🔥 ${"가".repeat((seen.next + 1) % 7)}`;
    if (line !== want && seen.wrong.length < 5) seen.wrong.push(`${line} instead of ${want}`);
    seen.next = Number.parseInt(line, 10) + 1;
  };
  const done = (async () => {
    for await (const chunk of source(cursor).chunks(stopper.signal)) {
      for (const line of decoder.decode(chunk.bytes).split("\n").slice(0, -1)) check(line);
      seen.cursor = chunk.cursor;
      if (chunk.lost) seen.losses.push(chunk.lost);
    }
  })();
  return {
    seen,
    async until(count: number): Promise<void> {
      while (seen.next < count && seen.wrong.length === 0) await Promise.race([wait(10), done]);
    },
    async stop() {
      stopper.abort();
      await done;
      return seen;
    },
  };
}

function startWriter(): { stop(): Promise<number> } {
  const writer = spawn(process.execPath, [WRITER, path, "0", join(directory, "pid")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  writers.push(writer);
  let said = "";
  writer.stdout?.on("data", (text) => {
    said += text;
  });
  return {
    async stop() {
      const closed = once(writer, "close");
      writer.kill("SIGTERM");
      await closed;
      return Number(said);
    },
  };
}

function rotate(options = ""): void {
  const config = join(directory, "logrotate.conf");
  const hup = `postrotate\nkill -HUP $(cat ${directory}/pid)\nendscript`;
  writeFileSync(config, `${path} {\nsu root root\nrotate 9\nsize 1\ncreate 0644 root root\n${options}\n${hup}\n}\n`);
  execFileSync("/usr/sbin/logrotate", ["-f", "-s", join(directory, "state"), config], { stdio: "pipe" });
}

async function exists(file: string): Promise<void> {
  while (!existsSync(file)) await wait(5);
}

describe("a log that logrotate renames", () => {
  it("loses and doubles nothing over five rotations at full speed", async () => {
    const writer = startWriter();
    await exists(join(directory, "pid"));
    const reading = followNumbers(0);
    for (let n = 0; n < 5; n++) {
      await wait(250);
      rotate();
    }
    await wait(250);
    const count = await writer.stop();
    await reading.until(count);
    const seen = await reading.stop();
    expect(seen.wrong).toEqual([]);
    expect(seen.losses).toEqual([]);
    expect(seen.next).toBe(count);
  });

  it("goes on behind its cursor over a restart, past several rotations", async () => {
    const writer = startWriter();
    await exists(join(directory, "pid"));
    const first = followNumbers(0);
    await wait(200);
    rotate();
    await wait(100);
    const { next, cursor, wrong } = await first.stop();
    expect(wrong).toEqual([]);
    for (let n = 0; n < 3; n++) {
      await wait(60);
      rotate();
    }
    const count = await writer.stop();
    const second = followNumbers(next, cursor);
    await second.until(count);
    const seen = await second.stop();
    expect(seen.wrong).toEqual([]);
    expect(seen.losses).toEqual([]);
    expect(seen.next).toBe(count);
  });

  it("never reads compressed files", async () => {
    writeFileSync(path, "1 one\n");
    const first = await readUntil("1 one");
    writeFileSync(join(directory, "pid"), String(process.pid));
    const ignore = (): void => undefined;
    process.on("SIGHUP", ignore);
    rotate("compress");
    process.off("SIGHUP", ignore);
    expect(existsSync(`${path}.1.gz`)).toBe(true);
    appendFileSync(path, "2 two\n");
    const second = await readUntil("2 two", first.cursor);
    expect(second.text).toBe("2 two\n");
    expect(second.losses).toEqual([{ why: "gone" }]);
  });

  it("reads what came between when its own file was compressed away", async () => {
    writeFileSync(path, "1 one\n");
    const first = await readUntil("1 one");
    await wait(20);
    rmSync(path);
    writeFileSync(`${path}.1`, "2 two\n");
    writeFileSync(path, "3 three\n");
    const second = await readUntil("3 three", first.cursor);
    expect(second.text).toBe("2 two\n3 three\n");
  });

  it("does not read older rotated files again when its own was deleted", async () => {
    writeFileSync(`${path}.1`, "0 zero\n");
    await wait(20);
    writeFileSync(path, "1 one\n");
    const first = await readUntil("1 one");
    expect(first.text).toBe("1 one\n");
    writeFileSync(`${path}.new`, "2 two\n");
    renameSync(`${path}.new`, path);
    expect((await readUntil("2 two", first.cursor)).text).toBe("2 two\n");
  });

  it("keeps to the old file until the new one has content, then finishes it", async () => {
    const reading = follow();
    writeFileSync(path, "1 one\n");
    await reading.when(() => reading.got.text === "1 one\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "");
    await wait(150);
    appendFileSync(`${path}.1`, "2 late\n3 unfinished");
    await reading.when(() => reading.got.text.endsWith("2 late\n"));
    appendFileSync(path, "4 four\n");
    await reading.when(() => reading.got.text.endsWith("4 four\n"));
    const got = await reading.stop();
    expect(got.text).toBe("1 one\n2 late\n3 unfinished\n4 four\n");
    expect(got.losses).toEqual([]);
  });

  it("follows names with dates", async () => {
    writeFileSync(path, "1 one\n");
    const first = await readUntil("1 one");
    renameSync(path, `${path}-20251120`);
    appendFileSync(`${path}-20251120`, "2 two\n");
    writeFileSync(`${path}-20251121`, "3 three\n");
    writeFileSync(path, "4 four\n");
    const second = await readUntil("4 four", first.cursor);
    expect(second.text).toBe("2 two\n3 three\n4 four\n");
    expect(second.losses).toEqual([]);
  });
});

describe("a log file", () => {
  it("is waited for, also when its directory is not there", async () => {
    rmSync(directory, { recursive: true });
    const reading = follow(undefined, "end");
    await wait(60);
    mkdirSync(directory);
    writeFileSync(path, "1 one\n");
    await reading.when(() => reading.got.text === "1 one\n");
    rmSync(directory, { recursive: true });
    await wait(60);
    mkdirSync(directory);
    writeFileSync(path, "2 two\n");
    await reading.when(() => reading.got.text.endsWith("2 two\n"));
    expect((await reading.stop()).text).toBe("1 one\n2 two\n");
  });

  it("holds back a line until it is whole", async () => {
    const reading = follow();
    writeFileSync(path, "1 one\n2 t");
    await reading.when(() => reading.got.text === "1 one\n");
    appendFileSync(path, "wo");
    await wait(100);
    expect(reading.got.text).toBe("1 one\n");
    appendFileSync(path, "\n");
    await reading.when(() => reading.got.text === "1 one\n2 two\n");
    await reading.stop();
  });

  it("starts at the end where told, and keeps that place over a restart", async () => {
    writeFileSync(path, "1 one\n2 t");
    const reading = follow(undefined, "end");
    await reading.when(() => reading.got.cursor !== undefined);
    const { cursor, text } = await reading.stop();
    expect(text).toBe("");
    appendFileSync(path, "wo\n3 three\n");
    expect((await readUntil("3 three", cursor)).text).toBe("2 two\n3 three\n");
  });

  it("cuts a line of more than 64 KiB, at a character, and says so", async () => {
    const long = `2 ${"가".repeat(200_000)}`;
    writeFileSync(path, `1 one\n${long}\n3 three\n`);
    const got = await readUntil("3 three");
    const [one, cut = "", three] = got.text.split("\n");
    expect([one, three]).toEqual(["1 one", "3 three"]);
    expect(long.startsWith(cut)).toBe(true);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(65_530);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(65_536);
    const bytes = Buffer.byteLength(long) + 1 - Buffer.byteLength(cut);
    expect(got.losses).toEqual([{ why: "long-line" }, { why: "long-line", bytes }]);
  });

  it("hands over a line of 64 KiB whole", async () => {
    const line = "x".repeat(65_535);
    writeFileSync(path, `${line}\n${line}\n1 one\n`);
    const got = await readUntil("1 one");
    expect(got.text).toBe(`${line}\n${line}\n1 one\n`);
    expect(got.losses).toEqual([]);
  });

  it("reads a truncated file from its start and says so", async () => {
    const reading = follow();
    writeFileSync(path, "1 one\n2 two\n");
    await reading.when(() => reading.got.text.endsWith("2 two\n"));
    truncateSync(path, 0);
    appendFileSync(path, "3 three\n");
    await reading.when(() => reading.got.text.endsWith("3 three\n"));
    const got = await reading.stop();
    expect(got.text).toBe("1 one\n2 two\n3 three\n");
    expect(got.losses).toEqual([{ why: "truncated" }]);
  });

  it("reads what it missed in the copy that logrotate left of a truncated file", async () => {
    writeFileSync(path, "1 one\n");
    const first = await readUntil("1 one");
    for (const line of ["2 two\n", "3 three\n"]) {
      appendFileSync(path, line);
      if (existsSync(`${path}.1`)) renameSync(`${path}.1`, `${path}.2`);
      copyFileSync(path, `${path}.1`);
      truncateSync(path, 0);
    }
    appendFileSync(path, "4 four\n");
    const second = await readUntil("4 four", first.cursor);
    expect(second.text).toBe("2 two\n3 three\n4 four\n");
    expect(second.losses).toEqual([{ why: "truncated" }]);
  });

  it("notices a file that was truncated and has grown past the old place", async () => {
    writeFileSync(path, "1 one\n2 two\n");
    const first = await readUntil("2 two");
    writeFileSync(path, "3 three\n4 four\n5 five\n");
    const second = await readUntil("5 five", first.cursor);
    expect(second.text).toBe("3 three\n4 four\n5 five\n");
    expect(second.losses).toEqual([{ why: "replaced" }]);
  });

  it("notices another file under the same inode number", async () => {
    writeFileSync(path, "1 one\n2 two\n");
    const inode = statSync(path).ino;
    const first = await readUntil("2 two");
    rmSync(path);
    writeFileSync(path, "3 three\n4 four\n");
    const cursor = first.cursor?.replace(`:${inode}:`, `:${statSync(path).ino}:`);
    const second = await readUntil("4 four", cursor);
    expect(second.text).toBe("3 three\n4 four\n");
    expect(second.losses).toEqual([{ why: "replaced" }]);
  });

  it("tells two files with equal first 1000 bytes apart", async () => {
    const banner = `${"=".repeat(1100)}\n`;
    writeFileSync(path, `${banner}1 one\n`);
    const first = await readUntil("1 one");
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, "2 two\n");
    writeFileSync(path, `${banner}3 three\n`);
    const second = await readUntil("3 three", first.cursor);
    expect(second.text).toBe(`2 two\n${banner}3 three\n`);
    expect(second.losses).toEqual([]);
  });

  it("reads a log that was not there at first from its beginning, also over a restart", async () => {
    const first = follow(undefined, "end");
    await first.when(() => first.got.cursor !== undefined);
    const { cursor, losses } = await first.stop();
    writeFileSync(path, "1 one\n");
    const second = follow(cursor, "end");
    await second.when(() => second.got.text === "1 one\n");
    expect([...losses, ...(await second.stop()).losses]).toEqual([]);
  });

  it("says so when the cursor is not one, and starts at the beginning", async () => {
    writeFileSync(path, "1 one\n");
    const got = await readUntil("1 one", "nonsense");
    expect(got.losses).toEqual([{ why: "cursor" }]);
  });

  it("passes bytes on as they are, also when they are no UTF-8", async () => {
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x0a, 0x31, 0x0a]));
    const reading = follow();
    await reading.when(() => reading.got.text.endsWith("1\n"));
    await reading.stop();
    expect(readFileSync(path)).toHaveLength(5);
  });

  it("refuses what is no file", async () => {
    mkdirSync(path);
    await expect(follow().when(() => false)).rejects.toMatchObject({ code: "KRANE_SOURCE_OPEN" });
  });
});
