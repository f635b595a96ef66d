import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Host } from "../../src/core/index.ts";
import { captureHost } from "../../src/host/capture.ts";
import { CAPTURE_LIMITS, CaptureTree } from "../../src/host/capture-tree.ts";
import { openHost } from "../../src/host/open.ts";
import { type FixtureFile, layOut } from "../support/txtar.ts";

const FILES: readonly FixtureFile[] = [
  { path: "/proc/swaps", content: "Filename\n" },
  { path: "/proc/version", content: "Linux\n" },
];

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** A host one of whose files gives no answer, as everything under a dead NIC. */
function hanging(host: Host, path: string): Host {
  return { ...host, read: (asked) => (asked === path ? never() : host.read(asked)) };
}

describe("capture", () => {
  test("of a host that hangs is over in its time, with what there was", async () => {
    using source = layOut(FILES);
    const host = hanging(openHost({ root: source.root }), "/proc/swaps");
    const started = performance.now();
    const { signal } = new AbortController();
    const limits = { ...CAPTURE_LIMITS, ms: 500 };
    const tree = await captureHost({ host, root: source.root, look: (one) => one.read("/proc/swaps"), limits, signal });
    expect(performance.now() - started).toBeLessThan(1500);
    expect(tree.remarks).toContainEqual({ what: "cut", path: "/proc/swaps", why: "no answer in time" });
    expect([...tree.entries.keys()]).toEqual(expect.arrayContaining(["/proc/swaps.__errno", "/proc/version"]));
  });

  test("ends at once when it is told to", async () => {
    using source = layOut(FILES);
    const host = openHost({ root: source.root });
    const ended = new AbortController();
    const work = captureHost({ host, root: source.root, look: never, limits: CAPTURE_LIMITS, signal: ended.signal });
    ended.abort();
    await expect(work).rejects.toThrow("aborted");
  });
});

describe("a tree", () => {
  test("takes nothing below a link, so that nothing is written outside", () => {
    const tree = new CaptureTree(CAPTURE_LIMITS);
    tree.add("/a", { type: "link", target: "/tmp" });
    expect(tree.add("/a/b", { type: "directory" })).toBe(false);
    expect(tree.remarks).toEqual([{ what: "cut", path: "/a/b", why: "it changed meanwhile" }]);
    expect(tree.full).toBe(false);
  });

  test("takes no name that no file system has", () => {
    const tree = new CaptureTree(CAPTURE_LIMITS);
    tree.omit(join("/", "a".repeat(250)), 13);
    expect([tree.entries.size, tree.remarks[0]?.why]).toEqual([0, "its name is too long"]);
  });
});
