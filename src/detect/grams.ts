import { GRAM_PLACES } from "./gram-places.ts";
import { type Expectation, learnExpectation } from "./rarity.ts";

/** Four bytes of a literal: `word` as a 32-bit word, `before` bytes behind the literal's beginning (-1: one byte ahead of it). */
export interface Gram {
  readonly word: number;
  readonly literal: number;
  readonly before: number;
  /** Bits of the byte that lies outside of a short literal and may be anything; 0 where all four are the literal's. */
  readonly free: number;
  /**
   * The word behind it (`side` 1), or ahead of it (-1) where that has more of the literal, the other bytes 0; and a mask of these bytes.
   */
  readonly side: 1 | -1;
  readonly beside: number;
  readonly mask: number;
}

const SIZE = 4;
const FIRST_BYTE = 0x000000ff;
const LAST_BYTE = 0xff000000 | 0;
/** A free byte means 256 words, so it is the last resort. */
const WORSE_THAN_ANY = 1e9;

/** A literal as bytes with a blank at either end. */
function padded(text: string): Buffer {
  return Buffer.from(` ${text} `, "latin1");
}

/** Where a gram can begin in a literal, by residue (mod 4): one byte ahead of it at the earliest, and one byte over its end at the latest. */
export function placesOf({ length }: string): readonly (readonly number[])[] {
  const places: number[][] = [[], [], [], []];
  for (let before = -1; before <= length - SIZE + 1; before++) places[before & 3]?.push(before);
  return places;
}

/** The gram at one of these places. */
function gramAt(bytes: Buffer, literal: number, before: number): Gram {
  const free = before < 0 ? FIRST_BYTE : before > bytes.length - 2 - SIZE ? LAST_BYTE : 0;
  return { word: bytes.readInt32LE(before + 1), literal, before, free, ...besideOf(bytes, before) };
}

function besideOf(bytes: Buffer, before: number): Pick<Gram, "side" | "beside" | "mask"> {
  const length = bytes.length - 2;
  const side = length - before - SIZE >= Math.min(before, SIZE) ? 1 : -1;
  let [beside, mask] = [0, 0];
  for (let byte = 0; byte < SIZE; byte++) {
    const at = before + side * SIZE + byte;
    if (at < 0 || at >= length) continue;
    beside |= (bytes[at + 1] as number) << (8 * byte);
    mask |= 0xff << (8 * byte);
  }
  return { side, beside, mask };
}

/** The places with the rarest bytes, by residue. */
function rarest(text: string, bytes: Buffer, expect: Expectation): readonly number[] {
  return placesOf(text).map((places) => {
    const expected = places.map((before) => {
      const { word, free } = gramAt(bytes, 0, before);
      return expect(word) + (free === 0 ? 0 : WORSE_THAN_ANY);
    });
    return places[expected.indexOf(Math.min(...expected))] as number;
  });
}

/**
 * Four grams for each literal (of five bytes or more), so that wherever it lies in memory exactly one of them is an aligned word. The
 * build has chosen them for the rules' literals; of others the rarest are taken.
 */
export function chooseGrams(literals: readonly string[]): readonly Gram[] {
  const isKnown = (text: string) => Object.hasOwn(GRAM_PLACES, text);
  const expect = literals.every(isKnown) ? () => 0 : learnExpectation();
  return literals.flatMap((text, literal) => {
    const bytes = padded(text);
    const places = (isKnown(text) ? GRAM_PLACES[text] : undefined) ?? rarest(text, bytes, expect);
    return places.map((before) => gramAt(bytes, literal, before));
  });
}

/** The gram of one place, for the build. */
export function gramOf(text: string, before: number): Gram {
  return gramAt(padded(text), 0, before);
}
