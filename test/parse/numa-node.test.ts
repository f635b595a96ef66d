import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known } from "../../src/core/index.ts";
import { numaNode, parseCpuSet } from "../../src/parse/numa-node.ts";

/** As the kernel prints a set: bitmap_print_to_pagebuf. */
function printed(cpus: readonly number[]): string {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const starts = sorted.filter((cpu) => !sorted.includes(cpu - 1));
  const ends = sorted.filter((cpu) => !sorted.includes(cpu + 1));
  return starts.map((start, at) => (ends[at] === start ? `${start}` : `${start}-${ends[at]}`)).join(",");
}

describe("a list of CPUs", () => {
  test("is read back as it was printed", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 40 }), (cpus) => {
        expect(parseCpuSet(printed(cpus))).toEqual(new Set(cpus));
      }),
    );
  });

  test("of any other text is none, and is bounded", () => {
    for (const text of ["-1", "1-", "3-1", "0-99999", "0,,1", "0 1", "a", "0-8192"])
      expect(parseCpuSet(text)).toBeUndefined();
    expect(parseCpuSet("0,".repeat(500_000))).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => (parseCpuSet(text)?.size ?? 0) <= 8192));
  });
});

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
