import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sampleLog } from "../bench/log.ts";
import { COMMON_TEXT, DAILY_TEXT, HEADER_TEXT } from "../src/detect/common-text.ts";
import { bitsOf, MARKS_BYTES, markOf } from "../src/detect/gram-table.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SAMPLE_BYTES = 2 ** 21;

/** How often words come in logs, of all words. */
export interface LogModel {
  /** Four bytes that need not have come. */
  unseen(word: number): number;
  /** Words of that mark. */
  ofMark(mark: number): number;
  /** Words that pass if this bit of all marks is set. */
  ofBit(bit: number): number;
}

function read(pattern: string): string {
  return globSync(pattern, { cwd: ROOT })
    .sort()
    .map((file) => readFileSync(`${ROOT}${file}`, "latin1"))
    .join("\n");
}

/** A day of a hypervisor as the benchmark makes it, real logs with nothing in them, what logs are full of, and English. */
function texts(): readonly (readonly [text: string, weight: number])[] {
  return [
    [sampleLog(SAMPLE_BYTES), 4],
    [read("test/fixtures/quiet/*"), 4],
    [HEADER_TEXT + DAILY_TEXT, 1],
    [COMMON_TEXT, 1],
    [read("src/runbooks/*.ts"), 0.3],
  ];
}

/** What a pair of bytes counts that does not come at all. */
const UNSEEN = 1e-7;
/** Words that did not come are as frequent as the pairs in them let expect, and less, as most of them are no words. */
const TRUST = 0.3;

/** Words of `text` with the word behind each. */
function* wordsIn(text: string): Generator<readonly [word: number, behind: number]> {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at + 8 <= bytes.length; at++) yield [bytes.readInt32LE(at), bytes.readInt32LE(at + 4)];
}

export function learnLogs(): LogModel {
  const marks = new Float64Array(MARKS_BYTES);
  const bits = new Float64Array(MARKS_BYTES * 8);
  const pairs = new Float64Array(1 << 16).fill(UNSEEN);
  const bytes = new Float64Array(1 << 8).fill(UNSEEN * 256);
  const all = texts();
  const sum = all.reduce((total, [, weight]) => total + weight, 0);
  for (const [text, weight] of all) {
    const share = weight / sum / text.length;
    for (const [word, behind] of wordsIn(text)) {
      const mark = markOf(word);
      (marks[mark] as number) += share;
      for (let bit = 0, set = bitsOf(word, behind); set !== 0; bit++, set >>>= 1) {
        if ((set & 1) !== 0) (bits[mark * 8 + bit] as number) += share;
      }
      (pairs[word & 0xffff] as number) += share;
      (bytes[word & 0xff] as number) += share;
    }
  }
  const pair = (word: number): number => pairs[word & 0xffff] as number;
  const byte = (word: number): number => bytes[word & 0xff] as number;
  return {
    unseen: (word) =>
      (TRUST * pair(word) * pair(word >>> 8) * pair(word >>> 16)) / (byte(word >>> 8) * byte(word >>> 16)),
    ofMark: (mark) => marks[mark] as number,
    ofBit: (bit) => bits[bit] as number,
  };
}
