import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openHost } from "../../src/host/open.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";

function openFiles(): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return !/^(?:anon_inode|socket|pipe)/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      return false;
    }
  }).length;
}

async function refusal(tree: Folder, path: string): Promise<string> {
  const started = performance.now();
  const error: unknown = await openHost({ root: tree.path })
    .read(path)
    .then(
      (text) => `read ${text?.length} characters`,
      (reason: unknown) => reason,
    );
  expect(performance.now() - started).toBeLessThan(1000);
  return error instanceof Error && "code" in error ? `${String(error.code)}: ${error.message}` : String(error);
}

describe("a hostile tree", () => {
  test("cannot lead out of itself by links or by ..", async () => {
    using outside = temporaryFolder();
    using tree = temporaryFolder();
    writeFileSync(join(outside.path, "secret"), "secret");
    symlinkSync(join(outside.path, "secret"), join(tree.path, "absolute"));
    symlinkSync(`../${"../".repeat(20)}${outside.path}/secret`, join(tree.path, "relative"));
    symlinkSync(outside.path, join(tree.path, "folder"));
    const host = openHost({ root: tree.path });
    for (const path of ["/absolute", "/relative", "/folder/secret", `/../../..${outside.path}/secret`]) {
      expect(await host.read(path)).toBeUndefined();
      expect(await host.stat(path)).toBeUndefined();
    }
    expect(await host.list("/folder")).toEqual([]);
  });

  test("ends loops of links in an error", async () => {
    using tree = temporaryFolder();
    symlinkSync("a", join(tree.path, "a"));
    symlinkSync("/c", join(tree.path, "b"));
    symlinkSync("b", join(tree.path, "c"));
    mkdirSync(join(tree.path, "d"));
    symlinkSync("../d/x/x", join(tree.path, "d/x"));
    for (const path of ["/a", "/b", "/c/below", "/d/x"]) {
      expect(await refusal(tree, path)).toBe(`KRANE_HOST_READ: read ${path}: more than 40 symbolic links`);
    }
  });

  test("walks a loop of directories only as far as the path goes", async () => {
    using tree = temporaryFolder();
    mkdirSync(join(tree.path, "d"));
    symlinkSync(".", join(tree.path, "d/self"));
    writeFileSync(join(tree.path, "d/f"), "found");
    expect(await openHost({ root: tree.path }).read("/d/self/self/self/f")).toBe("found");
  });

  test("never has a FIFO, a device or a socket opened", async () => {
    using tree = temporaryFolder();
    execFileSync("mkfifo", [join(tree.path, "fifo")]);
    await using server = createServer();
    await new Promise<void>((resolve) => server.listen(join(tree.path, "socket"), resolve));
    symlinkSync("/fifo", join(tree.path, "link"));
    for (const path of ["/fifo", "/socket", "/link"]) {
      expect(await refusal(tree, path)).toBe(`KRANE_HOST_READ: read ${path}: neither a file nor a directory`);
    }
    const host = openHost({ root: tree.path });
    expect(await host.stat("/fifo")).toMatchObject({ kind: "other" });
    await expect(host.list("/fifo")).rejects.toThrow("list /fifo");
    await expect(host.readAt("/fifo", 0, 8)).rejects.toThrow("read /fifo");
  });

  test.skipIf(process.geteuid?.() !== 0)("never has a device node opened", async () => {
    using tree = temporaryFolder();
    execFileSync("mknod", [join(tree.path, "zero"), "c", "1", "5"]);
    expect(await refusal(tree, "/zero")).toBe("KRANE_HOST_READ: read /zero: neither a file nor a directory");
    expect(await openHost({ root: tree.path }).stat("/zero")).toMatchObject({ kind: "character" });
  });

  test("with a FIFO for a host name opens all the same", () => {
    using tree = temporaryFolder();
    mkdirSync(join(tree.path, "etc"));
    execFileSync("mkfifo", [join(tree.path, "etc/hostname")]);
    expect(openHost({ root: tree.path }).site.host).toBe("unknown");
  });

  test("has files beyond 1 MiB refused, unread when they say so", async () => {
    using tree = temporaryFolder();
    const fd = openSync(join(tree.path, "sparse"), "w");
    ftruncateSync(fd, 1024 ** 3);
    closeSync(fd);
    writeFileSync(join(tree.path, "most"), Buffer.alloc(1024 ** 2, "a"));
    writeFileSync(join(tree.path, "more"), Buffer.alloc(1024 ** 2 + 1, "a"));
    expect(await refusal(tree, "/sparse")).toBe("KRANE_HOST_TOO_LARGE: read /sparse: more than 1 MiB");
    expect(await refusal(tree, "/more")).toBe("KRANE_HOST_TOO_LARGE: read /more: more than 1 MiB");
    expect(await refusal(tree, "/most")).toBe("read 1048576 characters");
    expect((await openHost({ root: tree.path }).readAt("/sparse", 1024 ** 3 - 4, 8))?.length).toBe(4);
  });

  test("gives bytes that are no text as text", async () => {
    using tree = temporaryFolder();
    writeFileSync(join(tree.path, "binary"), Buffer.from([0, 255, 254, 65, 10, 128]));
    expect(await openHost({ root: tree.path }).read("/binary")).toBe("\u0000\ufffd\ufffdA\n\ufffd");
  });

  test("has a directory of 100,000 entries refused", async () => {
    using tree = temporaryFolder();
    mkdirSync(join(tree.path, "many"));
    for (let n = 0; n < 100_000; n += 1) closeSync(openSync(join(tree.path, "many", `entry-${n}`), "w"));
    await expect(openHost({ root: tree.path }).list("/many")).rejects.toMatchObject({
      code: "KRANE_HOST_TOO_LARGE",
      message: "read /many: more than 65536 entries",
    });
  });

  test("has a directory refused where a file is wanted", async () => {
    using tree = temporaryFolder();
    mkdirSync(join(tree.path, "swaps"));
    expect(await refusal(tree, "/swaps")).toBe("KRANE_HOST_READ: read /swaps: not a regular file");
  });

  test("leaves no file open", async () => {
    using tree = temporaryFolder();
    mkdirSync(join(tree.path, "d"));
    writeFileSync(join(tree.path, "f"), Buffer.alloc(2 * 1024 ** 2));
    const before = openFiles();
    const host = openHost({ root: tree.path });
    for (const path of ["/d", "/f", "/none"]) await host.read(path).catch(() => undefined);
    await host.list("/d");
    expect(openFiles()).toBe(before);
  });

  test("says which path a name with a zero byte or of a megabyte was", async () => {
    using tree = temporaryFolder();
    expect(await refusal(tree, "/a\u0000b")).toContain("KRANE_HOST_READ: read /a");
    expect(await refusal(tree, `/${"a".repeat(5000)}`)).toContain("KRANE_HOST_READ: read /aaa");
  });
});
