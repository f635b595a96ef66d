import { chooseGrams, type Gram } from "./grams.ts";

/** The first hash is a sum of two products of 16 bits, signed, which SIMD of an Intel makes of four words at once, unlike products of 32. */
export const FIRST_LOW = 0x79b1;
export const FIRST_HIGH = 0x6ca7;
const BEHIND_HASH = 0x9e3779b1 | 0;
export const SECOND_HASH = 0x85ebca6b | 0;
/** The first hash has 18 bits: fewer make a smaller table, but more false hits cost more than it wins (15 bits: half as fast). */
export const FIRST_SHIFT = 14;
export const MARKS_BYTES = 1 << (32 - FIRST_SHIFT);
/** The second hash gives a bit of a mark, and from other bits the bucket. */
export const MARK_SHIFT = 29;

/** The bits of a mark by a word alone, and by it and the word behind it, of which one is set for a gram. */
export function bitsOf(word: number, behind: number): number {
  const both = Math.imul(word ^ Math.imul(behind, BEHIND_HASH), SECOND_HASH) >>> MARK_SHIFT;
  return (1 << (Math.imul(word, SECOND_HASH) >>> MARK_SHIFT)) | (1 << both);
}

/** The bit that is set for `word` of a gram: of a gram in a long literal, by the word behind it as well, so that fewer words pass. */
export function bitOf({ side, beside, mask }: Gram, word: number): number {
  const behind = side === 1 && mask === -1 ? Math.imul(beside, BEHIND_HASH) : 0;
  return Math.imul(word ^ behind, SECOND_HASH) >>> MARK_SHIFT;
}
export const BUCKET_SHIFT = 8;

/** The grams of all literals, each one a row over the arrays from `words` on; rows of one bucket are chained by `next`. */
export interface GramTable {
  /** By first hash: 0 for no gram, else the set of what bitOf gives (0..7) of the grams there. */
  readonly marks: Uint8Array;
  /** By second hash: the first row of the bucket, -1 for none. */
  readonly heads: Int32Array;
  readonly bucketMask: number;
  readonly next: Int32Array;
  readonly words: Int32Array;
  readonly literals: Int32Array;
  readonly befores: Int32Array;
  /** The word beside a gram, `sides` (1 or -1) words away, as far as it is the literal's (`masks`): few words pass that by chance. */
  readonly sides: Int8Array;
  readonly besides: Int32Array;
  readonly masks: Int32Array;
}

function emptyTable(rows: number): GramTable {
  const buckets = 1 << Math.ceil(Math.log2(2 * rows + 1));
  return {
    marks: new Uint8Array(MARKS_BYTES),
    heads: new Int32Array(buckets).fill(-1),
    bucketMask: buckets - 1,
    next: new Int32Array(rows),
    words: new Int32Array(rows),
    literals: new Int32Array(rows),
    befores: new Int32Array(rows),
    sides: new Int8Array(rows),
    besides: new Int32Array(rows),
    masks: new Int32Array(rows),
  };
}

/** How many words a gram stands for. */
function variants({ free }: Gram): number {
  return free === 0 ? 1 : 256;
}

/** The words that a gram stands for. */
export function wordsOf(gram: Gram): readonly number[] {
  return Array.from({ length: variants(gram) }, (_, byte) => variant(gram, byte));
}

/** The place of a word's mark. */
export function markOf(word: number): number {
  const sum = ((word << 16) >> 16) * FIRST_LOW + (word >> 16) * FIRST_HIGH;
  // Of text, the two highest bits say little.
  return (sum << 2) >>> FIRST_SHIFT;
}

function variant({ word, free }: Gram, byte: number): number {
  return (word & ~free) | (Math.imul(byte, 0x01000001) & free);
}

/** Enters a gram as rows from `row` on. */
function enter(table: GramTable, row: number, gram: Gram): void {
  const { marks, heads, bucketMask, next, words, literals, befores, sides, besides, masks } = table;
  const { literal, before, side, beside, mask } = gram;
  const count = variants(gram);
  for (let byte = 0; byte < count; byte++) {
    const word = variant(gram, byte);
    const bucket = (Math.imul(word, SECOND_HASH) >>> BUCKET_SHIFT) & bucketMask;
    (marks[markOf(word)] as number) |= 1 << bitOf(gram, word);
    words[row + byte] = word;
    literals[row + byte] = literal;
    befores[row + byte] = before;
    sides[row + byte] = side;
    besides[row + byte] = beside;
    masks[row + byte] = mask;
    next[row + byte] = heads[bucket] as number;
    heads[bucket] = row + byte;
  }
}

export function compileGrams(literals: readonly string[]): GramTable {
  const grams = chooseGrams(literals);
  const table = emptyTable(grams.reduce((sum, gram) => sum + variants(gram), 0));
  let row = 0;
  for (const gram of grams) {
    enter(table, row, gram);
    row += variants(gram);
  }
  return table;
}

/** Whether the word at `at`, and what is beside it, is the gram of `row`. */
export function fits({ words, sides, besides, masks }: GramTable, row: number, log: Int32Array, at: number): boolean {
  if (words[row] !== log[at]) return false;
  return ((log[at + (sides[row] as number)] as number) & (masks[row] as number)) === besides[row];
}

/** The first row that fits the word at `at`; -1 where none does. The others are found by `next`. */
export function firstRow(table: GramTable, log: Int32Array, at: number): number {
  let row = table.heads[(Math.imul(log[at] as number, SECOND_HASH) >>> BUCKET_SHIFT) & table.bucketMask] as number;
  while (row >= 0 && !fits(table, row, log, at)) row = table.next[row] as number;
  return row;
}
