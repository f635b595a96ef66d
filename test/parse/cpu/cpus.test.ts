import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { uptimeSeconds } from "../../../src/parse/boot/host-clock.ts";
import { countOf, grownSince } from "../../../src/parse/counted.ts";
import { sampleOf } from "../../../src/parse/cpu/cpu-sample.ts";
import { parseCpuList } from "../../../src/parse/cpu/cpulist.ts";
import { parseRevisions } from "../../../src/parse/cpu/microcode.ts";

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, cpu) => cpu);
}

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
        expect(parseCpuList(printed(cpus))).toEqual(new Set(cpus));
        expect(parseCpuList(`${printed(cpus)}\n`)).toEqual(new Set(cpus));
      }),
    );
  });

  test("of any other text is none, and is bounded", () => {
    for (const text of ["-1", "1-", "3-1", "0-99999", "0,,1", "0 1", "a", "0-8192", "0x2"])
      expect(parseCpuList(text)).toBeUndefined();
    expect(parseCpuList("0,".repeat(500_000))).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => (parseCpuList(text)?.size ?? 0) <= 8192));
  });
});

describe("the sample of CPUs", () => {
  test("is all of a few, and never more than asked for", () => {
    expect(sampleOf(upTo(8), 8)).toEqual(upTo(8));
    fc.assert(
      fc.property(fc.nat(2000), (count) => {
        const sample = sampleOf(upTo(count), 8);
        expect(sample.length).toBeLessThanOrEqual(8);
        expect(new Set(sample).size).toBe(sample.length);
      }),
    );
  });

  const hosts = [16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 192, 224, 256, 384, 448, 512, 768];

  test.each(hosts)(
    "meets both packages of %i CPUs, numbered in turn or in blocks, and four of them in blocks",
    (count) => {
      const sample = sampleOf(upTo(count), 8);
      expect(new Set(sample.map((cpu) => cpu % 2)).size).toBe(2);
      expect(new Set(sample.map((cpu) => Math.floor((cpu * 4) / count))).size).toBe(4);
    },
  );
});

describe("counters", () => {
  const kept = { bootId: "b", at: 1, facts: { total: 5, of: "CPUs 0" } };

  test("are compared within one boot, of the same things, and only forwards", () => {
    expect(grownSince({ total: 7, of: "CPUs 0" }, kept, "b")).toBe(2);
    expect(grownSince({ total: 4, of: "CPUs 0" }, kept, "b")).toBeUndefined();
    expect(grownSince({ total: 7, of: "CPUs 0,1" }, kept, "b")).toBeUndefined();
    expect(grownSince({ total: 7, of: "CPUs 0" }, kept, "c")).toBeUndefined();
    expect(grownSince({ total: 7, of: "CPUs 0" }, kept, undefined)).toBeUndefined();
    expect(grownSince({ total: 7, of: "CPUs 0" }, undefined, "b")).toBeUndefined();
  });

  test("are digits and nothing else", () => {
    expect(["0", "1151191", "", "-1", "1e9", "0x10", "9".repeat(16)].map(countOf)).toEqual([
      0,
      1_151_191,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("uptime", () => {
  test("is the first number", () => {
    expect(uptimeSeconds("21.22 1.20\n")).toBe(21.22);
    expect(uptimeSeconds("soon")).toBeUndefined();
  });
});

describe("microcode revisions", () => {
  test("never throw, and count each processor once", () => {
    const line = fc.constantFrom(
      "processor\t: 1",
      "microcode\t: 0x1f",
      "microcode\t: x",
      "",
      "flags\t\t: microcode : 0x2",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
        const counted = [...parseRevisions(lines.join("\n")).values()].flat().length;
        expect(counted).toBeLessThanOrEqual(lines.join("\n").split("\n").length);
      }),
    );
  });

  test("take a megabyte in linear time", () => {
    const started = performance.now();
    parseRevisions("processor".repeat(120_000));
    parseRevisions("processor \t".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
