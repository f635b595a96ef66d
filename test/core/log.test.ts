import { expect, test } from "vitest";
import { evidenceLines, KraneError, logTo } from "../../src/core/index.ts";

test("a log line is logfmt with a priority, and nothing in it can start another line", () => {
  const lines: string[] = [];
  const log = logTo((line) => lines.push(line), "outbox");
  log("warning", "evicted findings", { count: 12, reason: "size_bound", none: undefined });
  log("error", "failed\n<0>fake", {
    error: new KraneError("KRANE_HOST_READ", 'read "x"', { cause: new Error("EIO") }),
  });
  log("info", "", { guest: "a\u001b[2J\u202eb", empty: "" });
  expect(lines).toEqual([
    "<4>outbox: evicted findings count=12 reason=size_bound\n",
    "<3>outbox: failed\\x0a<0>fake error=\"read 'x': EIO\"\n",
    '<6>outbox:  guest="a\\x1b[2J\\u202eb" empty=""\n',
  ]);
});

test("evidence that was made safe once does not change again", () => {
  for (const [count, width] of [
    [39, 10],
    [40, 10],
    [41, 10],
    [200, 10],
    [40, 400],
    [33, 160],
    [34, 160],
    [1, 9000],
  ] as const) {
    const once = evidenceLines(Array.from({ length: count }, (_, index) => `${index} `.padEnd(width, "x")));
    expect(once.length).toBeLessThanOrEqual(40);
    expect(evidenceLines(once)).toEqual(once);
  }
});
