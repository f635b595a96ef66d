import { openSync, readFileSync, readSync } from "node:fs";
import { lineChunks } from "../src/detect/line-chunks.ts";
import { allocateScanBuffer } from "../src/detect/scan-buffer.ts";
import { compileScanner } from "../src/detect/scanner.ts";
import type { BenchPattern } from "./patterns.ts";

/** The scanner as a program, for bench/scan.ts: prints how many lines of the file argv[2] match a pattern of the JSON file argv[3]. */
const [, , log = "", patternsFile = ""] = process.argv;
const patterns: readonly BenchPattern[] = JSON.parse(readFileSync(patternsFile, "utf8"));
const scanner = compileScanner(patterns.map(({ contains }) => contains));
const expressions = patterns.map(({ match }) => new RegExp(match));
const buffer = allocateScanBuffer();
const file = openSync(log, "r");
let [lines, candidates, matches] = [0, 0, 0];

function hit(literal: number, lineStart: number, lineEnd: number): number {
  candidates++;
  if (expressions[literal]?.test(buffer.bytes.toString("latin1", lineStart, lineEnd)) !== true) return lineStart;
  matches++;
  return lineEnd;
}

for await (const chunk of lineChunks(buffer, (into) => readSync(file, into))) {
  lines += chunk.lines;
  scanner.scan(buffer, chunk.from, chunk.end, hit);
}
console.log(matches);
console.error(`${lines} lines, ${candidates} candidates`);
