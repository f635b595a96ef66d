import { type GramTable, MARKS_BYTES } from "./gram-table.ts";
import { gramFinder } from "./marked-words.ts";
import { loadSimd, PICKED, ROW_BYTES, type Simd } from "./simd.ts";

/** Bytes of a log as the scanner reads them: one memory, seen as bytes and as 32-bit words of a little-endian machine. */
export interface ScanBuffer {
  readonly bytes: Buffer;
  readonly words: Int32Array;
  countNewlines(from: number, end: number): number;
  /** What Finder of marked-words.ts finds in at most BLOCK bytes; it is in `found` until the next call. */
  findGrams(table: GramTable, from: number, end: number): number;
  readonly found: Int32Array;
}

/** Where data begins: on a word, behind a newline. */
export const SCAN_START = 4;

/** Bytes that are looked at in one go: so few that a caller who stops wastes little. 16 and 64 KiB were up to 10 % slower. */
export const BLOCK = 16384;

const PAGE = 65_536;
/** Reads of 64 KiB to 4 MiB differ by less than 8 %; this fits the second-level cache, with room for a long line. */
const DEFAULT_PAGES = 5;

function newlinesFrom(bytes: Buffer, from: number, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(10, from); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

/** The slower form, for where there is no WebAssembly. */
export function plainScanBuffer(pages = DEFAULT_PAGES): ScanBuffer {
  const memory = new ArrayBuffer(pages * PAGE);
  const bytes = Buffer.from(memory);
  const words = new Int32Array(memory);
  const { found, find } = gramFinder(words, BLOCK);
  bytes.fill(10, 0, SCAN_START);
  return {
    bytes,
    words,
    found,
    countNewlines: (from, end) => newlinesFrom(bytes, from, end),
    findGrams: find,
  };
}

/** Behind the marks: places, words that are marked, what was found. */
const SCRATCH = { picked: PICKED, found: PICKED + BLOCK, bytes: PICKED + 3 * BLOCK };
/** Room for the heads and rows of some 1,500 literals; of more, the plain form is good enough. */
const TABLE_BYTES = 6 * PAGE - SCRATCH.bytes;

/** Lays heads and rows into the memory at `at`, as Simd's `grams` reads them. */
function layTable({ heads, next, words, sides, besides, masks }: GramTable, memory: ArrayBuffer, at: number): void {
  const rowsAt = at + heads.byteLength;
  const address = (row: number): number => (row < 0 ? 0 : rowsAt + row * ROW_BYTES);
  new Int32Array(memory, at, heads.length).set(heads.map(address));
  const rows = new Int32Array(memory, rowsAt, (words.length * ROW_BYTES) / 4);
  for (let row = 0, to = 0; row < words.length; row++) {
    rows[to++] = words[row] as number;
    rows[to++] = masks[row] as number;
    rows[to++] = besides[row] as number;
    rows[to++] = (sides[row] as number) * 4;
    rows[to++] = address(next[row] as number);
    rows[to++] = row;
  }
}

/** The memory holds the log, behind it the marks of the scanner that used it last, what was found, and that scanner's table. */
function simdBuffer(pages: number, { memory, count, mark, grams }: Simd): ScanBuffer {
  const bytes = Buffer.from(memory, 0, pages * PAGE);
  const words = new Int32Array(memory, 0, bytes.length / 4);
  const marksAt = bytes.length;
  const scratchAt = marksAt + MARKS_BYTES;
  const pickedAt = scratchAt + SCRATCH.picked;
  const foundAt = scratchAt + SCRATCH.found;
  const tableAt = scratchAt + SCRATCH.bytes;
  const found = new Int32Array(memory, foundAt, BLOCK / 2);
  const plain = gramFinder(words, BLOCK);
  let loaded: GramTable | undefined;
  bytes.fill(10, 0, SCAN_START);

  function load(table: GramTable): void {
    new Uint8Array(memory, marksAt, MARKS_BYTES).set(table.marks);
    layTable(table, memory, tableAt);
    loaded = table;
  }

  return {
    bytes,
    words,
    found,
    countNewlines(from, end) {
      const whole = end - ((end - from) % 64);
      return (whole > from ? count(from, whole) : 0) + newlinesFrom(bytes, whole, end);
    },
    findGrams(table, from, end) {
      if (table.heads.byteLength + table.words.length * ROW_BYTES > TABLE_BYTES) {
        const told = plain.find(table, from, end);
        found.set(plain.found.subarray(0, 2 * told));
        return told;
      }
      if (loaded !== table) load(table);
      const picked = mark(from, end, scratchAt);
      return picked === pickedAt ? 0 : (grams(pickedAt, picked, tableAt, table.bucketMask, foundAt) - foundAt) / 8;
    },
  };
}

/** A buffer of whole 64 KiB pages for a log. */
export function allocateScanBuffer(pages = DEFAULT_PAGES): ScanBuffer {
  const simd = loadSimd(pages + (MARKS_BYTES + SCRATCH.bytes + TABLE_BYTES) / PAGE, pages * PAGE);
  return simd === undefined ? plainScanBuffer(pages) : simdBuffer(pages, simd);
}
