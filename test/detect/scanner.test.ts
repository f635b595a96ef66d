import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { ruleSet } from "../../src/detect/rule-set.ts";
import { allocateScanBuffer, plainScanBuffer, SCAN_START, type ScanBuffer } from "../../src/detect/scan-buffer.ts";
import { compileScanner } from "../../src/detect/scanner.ts";
import { samples } from "./log-arbitrary.ts";
import { collector, naiveScan } from "./naive-scan.ts";

const { literals: rulesLiterals } = ruleSet((await loadRegistry()).rules);
const buffer = allocateScanBuffer();
const BUFFERS: readonly [string, ScanBuffer][] = [
  ["with WebAssembly", buffer],
  ["without", plainScanBuffer()],
];

/** Lays `text` into the buffer and returns its end. */
function lay(text: string | Buffer, { bytes }: ScanBuffer = buffer, at = SCAN_START): number {
  const log = Buffer.from(text as string, "latin1");
  return at + log.copy(bytes, at);
}

type Told = readonly [literal: number, line: string];

function tellAll(
  literals: readonly string[],
  text: string,
  next: (start: number, end: number) => number,
): readonly Told[] {
  const told: Told[] = [];
  const end = lay(text);
  compileScanner(literals).scan(buffer, SCAN_START, end, (literal, lineStart, lineEnd) => {
    told.push([literal, buffer.bytes.toString("latin1", lineStart, lineEnd)]);
    return next(lineStart, lineEnd);
  });
  return told;
}

describe("scan", () => {
  test.each(BUFFERS)(
    "%s, finds what a plain search finds, wherever the log lies and whatever lies behind",
    (_, memory) => {
      fc.assert(
        fc.property(samples, fc.nat(40), fc.nat(9), ({ literals, log }, shift, behind) => {
          const from = SCAN_START + shift;
          const end = Math.max(from, lay(log, memory, from) - behind);
          memory.bytes[from - 1] = 10;
          const found = collector();
          compileScanner(literals).scan(memory, from, end, (literal, lineStart) => {
            found.add(lineStart - from, literal);
            return lineStart;
          });
          expect(found.seen()).toEqual(naiveScan(log.subarray(0, end - from), literals));
        }),
        { numRuns: 400 },
      );
    },
  );

  test.each([
    ["of all rules", rulesLiterals],
    [
      "more than the fast form has room for",
      Array.from({ length: 2500 }, (_, index) => `x${index} is not ${index * 7}`),
    ],
  ])("finds what a plain search finds with literals %s", (_, literals) => {
    const piece = fc.oneof(fc.constantFrom(...literals), fc.constantFrom("\n", " ", "kernel: ", "a"));
    const cut = fc.tuple(piece, fc.nat(3)).map(([text, less]) => text.slice(0, text.length - less));
    const scanner = compileScanner(literals);
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 60 }), fc.nat(20), (pieces, shift) => {
        const log = Buffer.from(pieces.join(""), "latin1");
        const from = SCAN_START + shift;
        for (const [, memory] of BUFFERS) {
          memory.bytes[from - 1] = 10;
          const found = collector();
          scanner.scan(memory, from, lay(log, memory, from), (literal, lineStart) => {
            found.add(lineStart - from, literal);
            return lineStart;
          });
          expect(found.seen()).toEqual(naiveScan(log, literals));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("tells lines in order and each literal once per line", () => {
    const told = tellAll(["BUG: ", "Oops: "], "BUG: Oops: BUG: \nnone\nOops: Oops: \n", (start) => start);
    expect(told).toEqual([
      [0, "BUG: Oops: BUG: "],
      [1, "BUG: Oops: BUG: "],
      [1, "Oops: Oops: "],
    ]);
  });

  test("is done with a line where the caller goes on at its end", () => {
    const told = tellAll(["BUG: ", "Oops: "], "BUG: Oops: \nOops: 1\n", (_, end) => end);
    expect(told.map(([literal]) => literal)).toEqual([0, 1]);
  });

  test("stops where the caller goes on at the end of the range, and begins again behind what was taken over", () => {
    const scanner = compileScanner(["BUG: ", "Oops: "]);
    const end = lay("x\nBUG: 1\nOops: in the report\nend\nOops: 2\n");
    const lines: string[] = [];
    const stop = (_literal: number, lineStart: number, lineEnd: number) => {
      lines.push(buffer.bytes.toString("latin1", lineStart, lineEnd));
      return end;
    };
    scanner.scan(buffer, SCAN_START, end, stop);
    scanner.scan(buffer, buffer.bytes.indexOf("end\n") + 4, end, stop);
    expect(lines).toEqual(["BUG: 1", "Oops: 2"]);
  });

  test("skips lines that the caller goes on behind", () => {
    const text = "BUG: 1\nBUG: 2\nBUG: 3\n";
    const third = SCAN_START + text.lastIndexOf("BUG");
    const told = tellAll(["BUG: "], text, (start) => Math.max(third, start));
    expect(told.map(([, line]) => line)).toEqual(["BUG: 1", "BUG: 3"]);
  });

  test("finds a literal in a line of 300 KB, and tells of it once", () => {
    const told = tellAll(["Oops: "], `${"Oops: ".repeat(50_000)}\n`, (start) => start);
    expect(told.length).toBe(1);
  });

  test.each([
    ["short", ["BUG:"]],
    ["long", ["x".repeat(257)]],
    ["not ASCII", ["커널 패닉"]],
    ["of two lines", ["BUG: \nOops: "]],
    ["there twice", ["BUG: x", "Oops: ", "BUG: x"]],
  ])("refuses a literal that is %s", (_, literals) => {
    expect(() => compileScanner(literals)).toThrow(expect.objectContaining({ code: "KRANE_DETECT_LITERAL" }));
  });
});

describe("countNewlines", () => {
  test.each(BUFFERS)("%s, counts exactly, from any place to any place", (_, memory) => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => array.map((byte) => (byte < 90 ? 10 : byte)));
    fc.assert(
      fc.property(bytes, fc.nat(20), (log, shift) => {
        const from = SCAN_START + shift;
        memory.bytes.fill(10);
        memory.bytes.set(log, from);
        expect(memory.countNewlines(from, from + log.length)).toBe(log.filter((byte) => byte === 10).length);
      }),
    );
  });

  test.each(BUFFERS)("%s, counts more than a byte can", (_, memory) => {
    for (const length of [63, 64, 4031, 4032, 4033, 4096, 30_000]) {
      memory.bytes.fill(10, SCAN_START, SCAN_START + length + 64);
      expect(memory.countNewlines(SCAN_START, SCAN_START + length)).toBe(length);
    }
  });
});

test("two scanners share a buffer in turns", () => {
  const first = compileScanner(["BUG: "]);
  const second = compileScanner(["Oops: "]);
  const end = lay("BUG: 1\nOops: 2\nBUG: 3\n");
  const places: number[] = [];
  const note = (_literal: number, lineStart: number, lineEnd: number) => {
    places.push(lineStart - SCAN_START);
    return lineEnd;
  };
  for (const scanner of [first, second, first]) scanner.scan(buffer, SCAN_START, end, note);
  expect(places).toEqual([0, 15, 7, 0, 15]);
});

test("scans and counts the same without a just-in-time compiler", () => {
  const entry = fileURLToPath(new URL("scan-once.ts", import.meta.url));
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const run = (...flags: string[]) =>
    spawnSync(process.execPath, [...flags, "--input-type=module", "-"], {
      input: outputFiles[0]?.text,
      encoding: "utf8",
    }).stdout;
  const plain = run();
  expect(JSON.parse(plain)).toEqual({ wasm: true, lines: 5000, found: 715, sum: 28196 });
  expect(run("--jitless")).toBe(plain.replace("true", "false"));
});
