import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseCases } from "./cases.ts";
import { layOut, parseFiles } from "./txtar.ts";

const FIXTURE = `from nowhere
== first => ok SwapOff
-- /proc/swaps --
Filename

-- /l -> ../a --
== second => critical Bad {"a":[1]}
-- /t hex --
444d
41
`;

test("cuts a fixture into cases and files", () => {
  const cases = parseCases(FIXTURE).map(({ name, expected, body }) => ({ name, expected, files: parseFiles(body) }));
  expect(cases).toEqual([
    {
      name: "first",
      expected: { outcome: "ok", reason: "SwapOff", attributes: {} },
      files: [
        { path: "/proc/swaps", content: "Filename\n\n" },
        { path: "/l", target: "../a" },
      ],
    },
    {
      name: "second",
      expected: { outcome: "critical", reason: "Bad", attributes: { a: [1] } },
      files: [{ path: "/t", content: Buffer.from("DMA") }],
    },
  ]);
});

test("does not pass over a heading that it does not understand", () => {
  expect(() => parseFiles("-- /l -> ../a b --\n")).toThrow("-- /l -> ../a b --");
  expect(() => parseCases("== no status\n")).toThrow("== no status");
});

test("lays files and links out, and takes them away again", () => {
  const root = (() => {
    using tree = layOut([
      { path: "/a/b", content: "text" },
      { path: "/a/l", target: "b" },
    ]);
    expect(readFileSync(join(tree.root, "a/l"), "utf8")).toBe("text");
    expect(readlinkSync(join(tree.root, "a/l"))).toBe("b");
    return tree.root;
  })();
  expect(() => readFileSync(join(root, "a/b"))).toThrow("ENOENT");
});
