import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineChunks } from "../../src/detect/line-chunks.ts";
import { LONGEST_LITERAL } from "../../src/detect/literals.ts";
import { allocateScanBuffer, SCAN_START } from "../../src/detect/scan-buffer.ts";
import { compileScanner } from "../../src/detect/scanner.ts";
import { samples } from "./log-arbitrary.ts";
import { collector, naiveScan } from "./naive-scan.ts";

const buffer = allocateScanBuffer(1);
const ROOM = buffer.bytes.length - SCAN_START;

/** Reads of `size` bytes from `log`. */
function reader(log: Buffer, size: number): (into: Uint8Array) => number {
  let at = 0;
  return (into) => {
    const count = log.copy(into, 0, at, Math.min(at + size, log.length));
    at += count;
    return count;
  };
}

/** Scans `log` in chunks; lines are named by where they begin in it. */
async function scanChunks(log: Buffer, literals: readonly string[], size: number) {
  const scanner = compileScanner(literals);
  const found = collector();
  let [lines, bytes, pieces, lineAt] = [0, 0, 0, 0];
  let goesOn = false;
  for await (const chunk of lineChunks(buffer, reader(log, size))) {
    const origin = bytes + chunk.bytes - chunk.end;
    scanner.scan(buffer, chunk.from, chunk.end, (literal, lineStart) => {
      found.add(goesOn && lineStart === chunk.from ? lineAt : lineStart + origin, literal);
      return lineStart;
    });
    if (chunk.cut && !goesOn) lineAt = chunk.from + origin;
    goesOn = chunk.cut;
    lines += chunk.lines;
    bytes += chunk.bytes;
    pieces += chunk.cut ? 1 : 0;
  }
  return { seen: found.seen(), lines, bytes, pieces };
}

function lineCount(log: Buffer): number {
  return log.toString("latin1").split("\n").length - (log.length === 0 || log.at(-1) === 10 ? 1 : 0);
}

async function check(log: Buffer, literals: readonly string[], size: number): Promise<number> {
  const { seen, lines, bytes, pieces } = await scanChunks(log, literals, size);
  expect({ seen, lines, bytes }).toEqual({ seen: naiveScan(log, literals), lines: lineCount(log), bytes: log.length });
  return pieces;
}

describe("lineChunks", () => {
  test("loses nothing and counts exactly, however the log is read", async () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constant(ROOM));
    await fc.assert(
      fc.asyncProperty(samples, sizes, async ({ literals, log }, size) => {
        expect(await check(log, literals, size)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("hands over a line that fills the buffer in one piece", async () => {
    expect(await check(Buffer.from(`BUG: ${"x".repeat(ROOM - 6)}\nOops: `), ["BUG: ", "Oops: "], 5000)).toBe(0);
  });

  test("cuts a line that is longer than the buffer, and loses no literal on the cut", async () => {
    const literals = ["BUG: ", "Oops: ", "y".repeat(LONGEST_LITERAL)];
    const cut = Buffer.alloc(3 * ROOM, "x");
    for (let at = ROOM - LONGEST_LITERAL - 5; at <= ROOM + 5; at++) {
      const log = Buffer.concat([Buffer.from("Oops: 1\n"), cut, Buffer.from("\nBUG: 2\nOops: 3")]);
      log.write(literals[at % 3] ?? "", at, "latin1");
      expect(await check(log, literals, ROOM)).toBe(3);
    }
  });

  test.each([0, 1, 2])("counts a cut line that ends with the log, %d bytes behind the cut", async (more) => {
    expect(await check(Buffer.from(`BUG: ${"x".repeat(ROOM - 5 + more)}`), ["BUG: "], ROOM)).toBe(1);
    expect(await check(Buffer.from(`BUG: ${"x".repeat(ROOM - 5 + more)}\n`), ["BUG: "], ROOM)).toBe(1);
  });

  test("gives no chunk for an empty log", async () => {
    expect(await Array.fromAsync(lineChunks(buffer, () => 0))).toEqual([]);
  });
});
