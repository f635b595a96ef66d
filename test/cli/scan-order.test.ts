import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { inTimeOrder } from "../../src/cli/scan-order.ts";
import { temporaryFolder } from "../support/folder.ts";
import { agent } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

function scan(...args: string[]) {
  return JSON.parse(agent(["scan", "-o", "json", ...args]).out);
}

function names(...files: string[]): string[] {
  return scan(...files).sources.map(({ path }: { path: string }) => path.slice(folder.path.length + 1));
}

const at = (time: string, body: string) => `2026-11-${time}+00:00 com0369 kernel: ${body}\n`;
const DOWN = "e1000e: eth0 NIC Link is Down";
const UP = "e1000e: eth0 NIC Link is Up";

describe("a rotated set is read in the order of its records", () => {
  const oldest = file("kern.log.2.gz", gzipSync(at("18T03:00:00", DOWN)));
  const older = file("kern.log.1", at("19T03:00:00", UP) + at("19T04:00:00", DOWN));
  const newest = file("kern.log", at("20T03:00:00", UP));

  test("however a shell names it: what went down in one file comes up in the next", () => {
    for (const files of [
      [newest, older, oldest],
      [oldest, newest, older],
      [older, oldest, newest],
    ]) {
      expect(names(...files)).toEqual(["kern.log.2.gz", "kern.log.1", "kern.log"]);
      const { status, findings } = scan(...files);
      expect(status).toBe("ok");
      expect(findings.map(({ startsAt, endsAt }: Record<string, string>) => [startsAt, endsAt])).toEqual([
        ["2026-11-18T03:00:00.000Z", "2026-11-19T03:00:00.000Z"],
        ["2026-11-19T04:00:00.000Z", "2026-11-20T03:00:00.000Z"],
      ]);
    }
  });

  test("files that begin in the same second are told apart by their names", () => {
    const line = at("20T03:00:00", "x");
    const paths = ["day.log", "day.log.1", "day.log.2.gz", "day.log.10.gz", "day.log-20251119", "day.log-20251118.gz"];
    for (const name of paths) file(name, name.endsWith(".gz") ? gzipSync(line) : line);
    const expected = [
      "day.log-20251118.gz",
      "day.log-20251119",
      "day.log.10.gz",
      "day.log.2.gz",
      "day.log.1",
      "day.log",
    ];
    expect(names(...paths.map((name) => join(folder.path, name)))).toEqual(expected);
  });

  test("logs without times come last, as they were given; what cannot be read does not change that", () => {
    const dmesg = file("dmesg.txt", "[    1.000000] x\n");
    const other = file("a.txt", "[    1.000000] x\n");
    const gone = join(folder.path, "gone");
    const ran = agent(["scan", "-o", "json", dmesg, gone, other, newest, oldest]);
    const order = JSON.parse(ran.out).sources.map(({ path }: { path: string }) => path);
    expect(order).toEqual([oldest, newest, dmesg, other]);
    expect(ran).toMatchObject({ code: 3, err: expect.stringContaining("gone: cannot be opened") });
  });
});

test("standard input is read behind the files", () => {
  const early = file("early.log", at("20T03:00:00", DOWN));
  const input = at("19T03:00:00", UP);
  const { out } = agent(["scan", "-o", "json", "-", early], { input });
  expect(JSON.parse(out).sources.map(({ path }: { path: string }) => path)).toEqual([early, "-"]);
});

const LOG = fc.record(
  {
    path: fc
      .tuple(fc.constantFrom("a", "b"), fc.constantFrom("", ".1", ".2", ".3.gz", "-20251101", "-20251102.gz"))
      .map((parts) => parts.join("")),
    begins: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ["path"] },
);
/** From the oldest to the newest file of a set. */
const AGES = ["-20251101", "-20251102.gz", ".3.gz", ".2", ".1", ""];
const ageOf = (path: string) => AGES.indexOf(path.slice(1));

describe("the order of logs", () => {
  test("loses none, adds none, and does not depend on the order in which one set is given", () => {
    fc.assert(
      fc.property(fc.uniqueArray(LOG, { selector: ({ path }) => path }), (logs) => {
        const sorted = inTimeOrder(logs);
        const paths = (some: typeof logs) => some.map(({ path }) => path).sort();
        expect(paths([...sorted])).toEqual(paths(logs));
        const oneSet = logs.filter(({ path }) => path.startsWith("a"));
        expect(inTimeOrder(oneSet.toReversed())).toEqual(inTimeOrder(oneSet));
      }),
    );
  });

  test("is that of the times; of equal times, within a set, that of the rotation", () => {
    fc.assert(
      fc.property(fc.uniqueArray(LOG, { selector: ({ path }) => path, minLength: 2 }), (logs) => {
        const sorted = inTimeOrder(logs).map(({ path, begins = 9 }) => ({ set: path[0], age: ageOf(path), begins }));
        const pairs = sorted.flatMap((one, index) => sorted.slice(index + 1).map((later) => [one, later] as const));
        for (const [one, later] of pairs) {
          expect(later.begins).toBeGreaterThanOrEqual(one.begins);
          const isTie = later.begins === one.begins && later.set === one.set;
          expect(isTie && later.age < one.age).toBe(false);
        }
      }),
    );
  });
});

test("the help names every option, and the example is one that a shell can run", () => {
  const { out } = agent(["scan", "--help"]);
  const source = readFileSync(new URL("../../src/cli/scan-options.ts", import.meta.url), "utf8");
  const options = [...source.matchAll(/^ {2}(\w+): \{ type: "/gm)].map(([, name]) => `--${name}`);
  expect(options.filter((option) => !out.includes(option === "--output" ? "-o FORMAT" : option))).toEqual([]);
});
