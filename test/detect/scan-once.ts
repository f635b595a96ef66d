import { lineChunks } from "../../src/detect/line-chunks.ts";
import { allocateScanBuffer } from "../../src/detect/scan-buffer.ts";
import { compileScanner } from "../../src/detect/scanner.ts";

/** A program that scans a log that it makes up and prints what it found; scanner.test.ts runs it with and without --jitless. */
const LITERALS = ["BUG: ", "Oops: ", "I/O error, dev ", "XFS ("];
const text = Array.from(
  { length: 5000 },
  (_, line) => `host kernel: ${line % 7 === 0 ? LITERALS[line % 4] : "all is well"} ${line}`,
);
const log = Buffer.from(text.join("\n"), "latin1");
const buffer = allocateScanBuffer();
const scanner = compileScanner(LITERALS);
let [at, lines, found, sum] = [0, 0, 0, 0];

function read(into: Uint8Array): number {
  const count = log.copy(into, 0, at, at + Math.min(into.length, 7777));
  at += count;
  return count;
}

for await (const chunk of lineChunks(buffer, read)) {
  lines += chunk.lines;
  scanner.scan(buffer, chunk.from, chunk.end, (literal, lineStart, lineEnd) => {
    found++;
    sum += literal * (lineEnd - lineStart);
    return lineEnd;
  });
}
process.stdout.write(JSON.stringify({ wasm: "WebAssembly" in globalThis, lines, found, sum }));
