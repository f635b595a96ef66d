import type { ScanBuffer } from "./scan-buffer.ts";

/**
 * Hears of a literal in the line at [lineStart, lineEnd), without its newline, and says where to go on: nothing that begins before
 * that place is told any more. So `lineStart` asks for the other literals of this line, `lineEnd` is done with it, and `end` of the
 * scan stops it, for a caller that reads on by itself (a kernel report) and scans again behind it.
 */
export type Hit = (literal: number, lineStart: number, lineEnd: number) => number;

/** Bytes [from, end) of a buffer, and who hears of the literals in it. */
export interface Range {
  readonly buffer: ScanBuffer;
  readonly from: number;
  readonly end: number;
  readonly hit: Hit;
}

const NEWLINE = 10;

/** Buffer's own search costs as much as a usual line at least, so it is left for what is longer. */
const NEAR = 256;

function behindNewline(bytes: Buffer, from: number, start: number): number {
  const near = Math.max(from, start - NEAR);
  for (let at = start; at > near; at--) {
    if (bytes[at - 1] === NEWLINE) return at;
  }
  return near === from ? from : Math.max(from, bytes.lastIndexOf(NEWLINE, near - 1) + 1);
}

function newlineFrom(bytes: Buffer, start: number, end: number): number {
  const near = Math.min(end, start + NEAR);
  for (let at = start; at < near; at++) {
    if (bytes[at] === NEWLINE) return at;
  }
  const newline = near === end ? end : bytes.indexOf(NEWLINE, near);
  return newline < 0 ? end : Math.min(end, newline);
}

/** Finds the lines around literals and tells of each literal once per line, however often a hostile line repeats it. */
export class Teller {
  #lineStart = 0;
  #lineEnd = 0;
  /** Number of the line in hand, and by literal that of the line in which it was told last. */
  #line = 0;
  readonly #told: Float64Array;

  constructor(literals: number) {
    this.#told = new Float64Array(literals);
  }

  /** Begins a range; the line in hand belongs to the range before. */
  begin({ from }: Range): void {
    this.#lineEnd = from;
  }

  /** Tells of a literal that begins at `start` and returns the place to go on from. */
  tell(range: Range, literal: number, start: number): number {
    if (start >= this.#lineEnd) this.#find(range, start);
    if (this.#told[literal] === this.#line) return this.#lineStart;
    this.#told[literal] = this.#line;
    return range.hit(literal, this.#lineStart, this.#lineEnd);
  }

  #find({ buffer: { bytes }, from, end }: Range, start: number): void {
    this.#lineStart = behindNewline(bytes, from, start);
    this.#lineEnd = newlineFrom(bytes, start, end);
    this.#line++;
  }
}
