import { MARKS_BYTES } from "./gram-table.ts";
import { findMarked, STRIDE } from "./marked-words.ts";
import { loadSimd, type Simd } from "./simd.ts";

/** Bytes of a log as the scanner reads them: one memory, seen as bytes and as 32-bit words of a little-endian machine. */
export interface ScanBuffer {
  readonly bytes: Buffer;
  readonly words: Int32Array;
  countNewlines(from: number, end: number): number;
  /** findMarked of marked-words.ts over at most BLOCK bytes; the places are in `found` until the next call. */
  findMarked(marks: Uint8Array, from: number, end: number): number;
  readonly found: Int32Array;
}

/** Where data begins: on a word, behind a newline. */
export const SCAN_START = 4;

/** Bytes that are looked at in one go: so few that a caller who stops wastes little. 16 and 64 KiB were up to 10 % slower. */
export const BLOCK = 4096;

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
  const found = new Int32Array(BLOCK / STRIDE);
  bytes.fill(10, 0, SCAN_START);
  return {
    bytes,
    words,
    found,
    countNewlines: (from, end) => newlinesFrom(bytes, from, end),
    findMarked: (marks, from, end) => findMarked(marks, words, found, from, end),
  };
}

/** The memory holds the log, behind it the marks of the scanner that used it last, and what was found. */
function simdBuffer(pages: number, { memory, count, mark }: Simd): ScanBuffer {
  const bytes = Buffer.from(memory, 0, pages * PAGE);
  const ownMarks = new Uint8Array(memory, bytes.length, MARKS_BYTES);
  const foundAt = bytes.length + MARKS_BYTES;
  let loaded: Uint8Array | undefined;
  bytes.fill(10, 0, SCAN_START);
  return {
    bytes,
    words: new Int32Array(memory, 0, bytes.length / 4),
    found: new Int32Array(memory, foundAt, BLOCK / STRIDE),
    countNewlines(from, end) {
      const whole = end - ((end - from) % 16);
      return (whole > from ? count(from, whole) : 0) + newlinesFrom(bytes, whole, end);
    },
    findMarked(marks, from, end) {
      if (loaded !== marks) {
        ownMarks.set(marks);
        loaded = marks;
      }
      return (mark(from, end, ownMarks.byteOffset, foundAt) - foundAt) / 4;
    },
  };
}

/** A buffer of whole 64 KiB pages for a log. */
export function allocateScanBuffer(pages = DEFAULT_PAGES): ScanBuffer {
  const simd = loadSimd(pages + (MARKS_BYTES + PAGE) / PAGE);
  return simd === undefined ? plainScanBuffer(pages) : simdBuffer(pages, simd);
}
