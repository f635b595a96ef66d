import { openSync, readFileSync, readSync, writeSync } from "node:fs";
import { lineChunks } from "../src/detect/line-chunks.ts";
import { allocateScanBuffer } from "../src/detect/scan-buffer.ts";
import { compileScanner } from "../src/detect/scanner.ts";

/** A literal, and the sources and flags of the patterns that own it. */
export type OwnedPatterns = readonly [
  contains: string,
  patterns: readonly (readonly [source: string, flags: string])[],
];

/**
 * The scanner as a program, for bench/scanner.ts: how many lines of the file argv[2] match a pattern of the JSON file argv[3], or with
 * argv[4] these lines.
 */
const [, , log = "", patternsFile = "", print] = process.argv;
const owned: readonly OwnedPatterns[] = JSON.parse(readFileSync(patternsFile, "utf8"));
const scanner = compileScanner(owned.map(([contains]) => contains));
const expressions = owned.map(([, patterns]) => patterns.map(([source, flags]) => new RegExp(source, flags)));
const buffer = allocateScanBuffer();
const file = openSync(log, "r");
let [matches, text] = [0, ""];

function hit(literal: number, lineStart: number, lineEnd: number): number {
  const line = buffer.bytes.toString("utf8", lineStart, lineEnd);
  if (!(expressions[literal] ?? []).some((expression) => expression.test(line))) return lineStart;
  matches++;
  if (print !== undefined) text += `${line}\n`;
  return lineEnd;
}

for await (const chunk of lineChunks(buffer, (into) => readSync(file, into))) {
  scanner.scan(buffer, chunk.from, chunk.end, hit);
  for (let left = text; left !== ""; left = left.slice(writeSync(1, left))) text = "";
}
if (print === undefined) writeSync(1, `${matches}\n`);
