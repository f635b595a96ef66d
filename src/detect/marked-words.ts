import { bitsOf, FIRST_HIGH, FIRST_LOW, FIRST_SHIFT, firstRow, type GramTable, markOf } from "./gram-table.ts";

/** Bytes that are looked at together: four words. */
export const STRIDE = 16;

/**
 * Writes to `places` the places in [from, end), multiples of STRIDE, with a marked word in the STRIDE bytes from there, and returns
 * how many. This is nearly all of a scan's time, and one place in 12 is marked, so nothing else is done here and nothing leaves the
 * loop. Separate branches for the four words made V8 compile it again for each that was taken at last.
 */
function findPlaces(marks: Uint8Array, words: Int32Array, places: Int32Array, from: number, end: number): number {
  let count = 0;
  for (let at = from >>> 2; at < (end + 3) >>> 2; at += 4) {
    const a = words[at] as number;
    const b = words[at + 1] as number;
    const c = words[at + 2] as number;
    const d = words[at + 3] as number;
    // markOf, written out: without a just-in-time compiler a call is what costs most.
    const mark =
      (marks[((((a << 16) >> 16) * FIRST_LOW + (a >> 16) * FIRST_HIGH) << 2) >>> FIRST_SHIFT] as number) |
      (marks[((((b << 16) >> 16) * FIRST_LOW + (b >> 16) * FIRST_HIGH) << 2) >>> FIRST_SHIFT] as number) |
      (marks[((((c << 16) >> 16) * FIRST_LOW + (c >> 16) * FIRST_HIGH) << 2) >>> FIRST_SHIFT] as number) |
      (marks[((((d << 16) >> 16) * FIRST_LOW + (d >> 16) * FIRST_HIGH) << 2) >>> FIRST_SHIFT] as number);
    if (mark !== 0) places[count++] = at * 4;
  }
  return count;
}

export interface Finder {
  /** Pairs of a place and a row of the grams. */
  readonly found: Int32Array;
  /** Writes to `found` the places of the grams in [from, end), which begins on a STRIDE, each with the first row that fits; gives how many. */
  find(table: GramTable, from: number, end: number): number;
}

/** For pieces of at most `most` bytes. This form serves where there is no WebAssembly, simd.ts has the other. */
export function gramFinder(words: Int32Array, most: number): Finder {
  const places = new Int32Array(most / STRIDE);
  const found = new Int32Array(most / 2);

  function find(table: GramTable, from: number, end: number): number {
    const { marks } = table;
    const marked = findPlaces(marks, words, places, from, end);
    let count = 0;
    for (let index = 0; index < marked * 4; index++) {
      const at = ((places[index >>> 2] as number) >>> 2) + (index & 3);
      const word = words[at] as number;
      const mark = marks[markOf(word)] as number;
      if ((mark & bitsOf(word, words[at + 1] ?? 0)) === 0) continue;
      const row = firstRow(table, words, at);
      if (row < 0) continue;
      found[2 * count] = at * 4;
      found[2 * count + 1] = row;
      count++;
    }
    return count;
  }

  return { found, find };
}
