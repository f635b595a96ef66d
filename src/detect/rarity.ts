import { COMMON_TEXT, DAILY_TEXT, HEADER_TEXT } from "./common-text.ts";

/** How often four bytes, as a 32-bit word, are to be expected in a log: the smaller, the better they tell a line from others. */
export type Expectation = (word: number) => number;

const HASH = 0x9e3779b1;
const HASH_SHIFT = 18;
/** What a pair counts that does not occur, and a byte. */
const UNSEEN_PAIR = 0.05;
const UNSEEN_BYTE = 6.4;

/** How often they count. */
const HEADERS = 64;
const DAILY = 8;

/**
 * Learns from common text. Words that occur there are as common as there (a hash collision only makes one look commoner); others as
 * the pairs of bytes in them let expect, each pair given the byte before it. Flat code: it runs once, interpreted, at every start.
 */
export function learnExpectation(): Expectation {
  const words = new Uint16Array(1 << (32 - HASH_SHIFT));
  const pairs = new Uint16Array(1 << 16);
  const bytes = new Uint16Array(1 << 8);
  const learn = (text: string, weight: number): void => {
    for (let index = 0, word = 0; index < text.length; index++) {
      word = (word >>> 8) | (text.charCodeAt(index) << 24);
      (words[Math.imul(word, HASH) >>> HASH_SHIFT] as number) += weight;
      (pairs[word >>> 16] as number) += weight;
      (bytes[word >>> 24] as number) += weight;
    }
  };
  learn(HEADER_TEXT, HEADERS);
  learn(DAILY_TEXT, DAILY);
  learn(COMMON_TEXT, 1);
  return (word) => {
    const first = (pairs[word & 0xffff] as number) + UNSEEN_PAIR;
    const second = (pairs[(word >>> 8) & 0xffff] as number) + UNSEEN_PAIR;
    const third = (pairs[word >>> 16] as number) + UNSEEN_PAIR;
    const given =
      ((bytes[(word >>> 8) & 0xff] as number) + UNSEEN_BYTE) * ((bytes[(word >>> 16) & 0xff] as number) + UNSEEN_BYTE);
    return (words[Math.imul(word, HASH) >>> HASH_SHIFT] as number) + (first * second * third) / given;
  };
}
