import { FIRST_HASH, FIRST_SHIFT } from "./gram-table.ts";

/** Bytes that are looked at together: four words. */
export const STRIDE = 16;

/**
 * Writes to `found` the places in [from, end), multiples of STRIDE, with a marked word in the STRIDE bytes from there, and returns
 * how many. This is nearly all of a scan's time, and one place in 30 is marked, so nothing else is done here and nothing leaves the
 * loop; this form serves where there is no WebAssembly, simd.ts has the other. Separate branches for the four words made V8 compile
 * it again for each that was taken at last.
 */
export function findMarked(marks: Uint8Array, words: Int32Array, found: Int32Array, from: number, end: number): number {
  let count = 0;
  for (let at = from >>> 2; at < (end + 3) >>> 2; at += 4) {
    const a = marks[Math.imul(words[at] as number, FIRST_HASH) >>> FIRST_SHIFT] as number;
    const b = marks[Math.imul(words[at + 1] as number, FIRST_HASH) >>> FIRST_SHIFT] as number;
    const c = marks[Math.imul(words[at + 2] as number, FIRST_HASH) >>> FIRST_SHIFT] as number;
    const d = marks[Math.imul(words[at + 3] as number, FIRST_HASH) >>> FIRST_SHIFT] as number;
    if ((a | b | c | d) !== 0) found[count++] = at * 4;
  }
  return count;
}
