import fc from "fast-check";
import { expect, test } from "vitest";
import { known } from "../../../src/core/index.ts";
import { numaNode } from "../../../src/parse/cpu/numa-node.ts";

test("a node without a number for its memory is not known", () => {
  const cpulist = known("0-3");
  const distance = known("10");
  fc.assert(
    fc.property(fc.string(), (text) => {
      const meminfo = known(`Node 0 MemTotal: ${text}`);
      const node = numaNode("node0", { cpulist, meminfo, distance });
      if (node.known) expect(Number.isSafeInteger(node.value.kib)).toBe(true);
    }),
  );
  const meminfo = known("Node 1 MemTotal:       16777216 kB\nNode 1 MemFree:   1 kB");
  expect(numaNode("node1", { cpulist, meminfo, distance })).toMatchObject({ value: { kib: 16_777_216 } });
});
