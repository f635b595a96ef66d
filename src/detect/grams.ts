import { type Expectation, learnExpectation } from "./rarity.ts";

/** Four bytes of a literal: `word` as a 32-bit word, `before` bytes behind the literal's beginning (-1: one byte ahead of it). */
export interface Gram {
  readonly word: number;
  readonly literal: number;
  readonly before: number;
  /** Bits of the byte that lies outside of a short literal and may be anything; 0 where all four are the literal's. */
  readonly free: number;
  /** The word behind it (`side` 1) or ahead of it (-1), whichever has more of the literal, the other bytes 0; and a mask of these bytes. */
  readonly side: 1 | -1;
  readonly beside: number;
  readonly mask: number;
}

const SIZE = 4;
const FIRST_BYTE = 0x000000ff;
const LAST_BYTE = 0xff000000 | 0;
/** A free byte means 256 words, so it is the last resort. */
const WORSE_THAN_ANY = 1e9;

/** Of the places = `residue` (mod 4) in a literal, given as bytes with a blank at either end, the one with the rarest bytes. */
function rarest(padded: Buffer, literal: number, residue: number, expect: Expectation): Gram {
  const last = padded.length - 2 - SIZE;
  let best = residue;
  let least = Number.POSITIVE_INFINITY;
  for (let before = residue === SIZE - 1 ? -1 : residue; before <= last + 1; before += SIZE) {
    const free = before < 0 || before > last ? WORSE_THAN_ANY : 0;
    const expected = expect(padded.readInt32LE(before + 1)) + free;
    if (expected < least) {
      best = before;
      least = expected;
    }
  }
  const free = best < 0 ? FIRST_BYTE : best > last ? LAST_BYTE : 0;
  return { word: padded.readInt32LE(best + 1), literal, before: best, free, ...besideOf(padded, best) };
}

function besideOf(padded: Buffer, before: number): Pick<Gram, "side" | "beside" | "mask"> {
  const length = padded.length - 2;
  const side = length - before - SIZE >= before ? 1 : -1;
  let [beside, mask] = [0, 0];
  for (let byte = 0; byte < SIZE; byte++) {
    const at = before + side * SIZE + byte;
    if (at < 0 || at >= length) continue;
    beside |= (padded[at + 1] as number) << (8 * byte);
    mask |= 0xff << (8 * byte);
  }
  return { side, beside, mask };
}

/** Four grams for each literal (of five bytes or more), so that wherever it lies in memory exactly one of them is an aligned word. */
export function chooseGrams(literals: readonly string[]): readonly Gram[] {
  const expect = learnExpectation();
  const grams: Gram[] = [];
  for (const [literal, text] of literals.entries()) {
    const padded = Buffer.from(` ${text} `, "latin1");
    for (let residue = 0; residue < SIZE; residue++) grams.push(rarest(padded, literal, residue, expect));
  }
  return grams;
}
