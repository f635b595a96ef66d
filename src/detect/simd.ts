/** Two loops over a memory of their own, 16 bytes at a time; places and ends are bytes, and `from` < `end`. */
export interface Simd {
  readonly memory: ArrayBuffer;
  /** The number of newlines in [from, end), whose length is a multiple of 64. */
  count(from: number, end: number): number;
  /**
   * findMarked of marked-words.ts with all of it in this memory: uses PICKED bytes from `found` on for itself, writes behind them and gives
   * the place behind what it wrote.
   */
  mark(from: number, end: number, marks: number, found: number): number;
  /** firstRow of gram-table.ts for the words whose places are in [from, end): writes place and row of those that have one to `found`. */
  grams(from: number, end: number, heads: number, bucketMask: number, found: number): number;
}

export const PICKED = 4096;

/** A row as `grams` reads it: word, mask, beside, side in bytes, address of the next row or 0, number. Heads are addresses, too. */
export const ROW_BYTES = 24;

/**
 * CPU seconds for 500 MB on an EPYC of 2024, reading (0.03) not included. Newlines, of which an exact number must be as good as free:
 * 0.007, and in TypeScript 0.097 four bytes at a time, 0.107 with Buffer.indexOf from one to the next, 2.8 eight bytes at a time as
 * BigInt. Marked words: 0.040, and in TypeScript 0.095, or five times that where V8 keeps the loop in its middle tier.
 */
const HEAD = [
  "0061736d01000000", // WebAssembly 1
  "011803 60027f7f017f 60047f7f7f7f017f 60057f7f7f7f7f017f", // types: (i32, i32) -> i32, the same of four and of five
  "020801 0165 016d 020001", // import "e" "m": a memory
  "030403000102", // three functions of these types
  "070d03 01630000 016d0001 01670002", // export them as "c", "m" and "g"
];

/** 16 bytes at `at` + offset: newlines are -1. */
function countIn(offset: string): string {
  return `2003 2000 fd0000${offset} 2005 fd23 fd71 2103`; // counts = i8x16.sub counts, (i8x16.eq (v128.load at), newlines)
}

/** (at, end) -> sum; bytes count as far as they can, 252 of 255 */
const COUNT = [
  "02 017f 037b 410a fd0f 2105", // locals stop: i32; counts, sums, newlines: v128, i8x16.splat 10
  "0340", // loop
  `fd0c ${"00".repeat(16)} 2103`, //           counts = 0
  "2000 41c01f 6a 2202 2001", //               stop = at + 4032, or end if that is less
  "2002 2001 49 1b 2102", //
  "0340", //                                   loop
  ...["00", "10", "20", "30"].map(countIn),
  "2000 41c000 6a 2200 2002 49 0d00 0b", //      at += 64, loop while at < stop
  "2004 2003 fd7d fd7f fdae01 2104", //        sums = i32x4.add sums, the counts added by fours
  "2000 2001 49 0d00 0b", //                   loop while at < end
  "2004 fd1b00 2004 fd1b01 6a 2004 fd1b02 6a 2004 fd1b03 6a 0b", // the sum of its lanes
];

/** One word of a place, and `behind` the one behind it: kept in `picked` if its mark has one of the bits that bitsOf of gram-table.ts gives. */
function pick(offset: string, behind: string): readonly string[] {
  return [
    `200a 200b 41${offset} 6a 360200`, //         store place + offset at picked, whether it stays or not
    `200b 2802${offset} 220c 41b1f3ddf179 6c`, // word = load place + offset; word * FIRST_HASH
    "410e 76 2002 6a 2d0000 220d", //             mark = load8_u marks + (that >>> FIRST_SHIFT)
    "200c 41eb94afaf78 6c 411d 76 76", //         mark >>> (word * SECOND_HASH >>> MARK_SHIFT)
    `200d 200c 200b 2802${behind}`, //            mark >>> ((word ^ load place + behind * FIRST_HASH) * SECOND_HASH >>> MARK_SHIFT)
    "41b1f3ddf179 6c 73 41eb94afaf78 6c 411d 76 76",
    "72 4101 71 4102 74 200a 6a 210a", //         picked += 4 if the last bit of one of them is 1
  ];
}

/** (at, end, marks, found) -> picked */
const MARK = [
  "03 037b 027e 057f", // locals factor, base, hash: v128; low, high: i64; behind, picked, place, word, mark: i32
  "41b1f3ddf179 fd11 2104", // factor = i32x4.splat FIRST_HASH
  "2002 fd11 2105", // base = i32x4.splat marks
  "2003 2109", // behind = found
  "0340", // loop
  "2000 fd000000 2004 fdb501", //          v128.load at, i32x4.mul factor
  "410e fdad01 2005 fdae01 2206", //       hash = i32x4.shr_u FIRST_SHIFT, i32x4.add base
  "fd1d00 2107 2006 fd1d01 2108", //       low, high = i64x2.extract_lane: on an Intel a fifth faster than four of i32
  "2009 2000 360200", //                   store at at behind, whether it stays or not
  "2009", //
  "2007 a7 2d0000", //                     load8_u of each of the four hashes
  "2007 4220 88 a7 2d0000 72", //          or
  "2008 a7 2d0000 72", //
  "2008 4220 88 a7 2d0000 72", //
  "4545 4102 74 6a 2109", //               behind += 4 if one was not 0
  "2000 4110 6a 2200 2001 49 0d00 0b", //  at += 16, loop while at < end
  "2003 418020 6a 210a", // picked = found + PICKED
  "2003 2009 47 0440 0340", // if found != behind: loop
  "2003 280200 210b", //                   place = load found
  ...pick("00", "04"),
  ...pick("04", "08"),
  ...pick("08", "0c"),
  ...pick("0c", "10"),
  "2003 4104 6a 2203 2009 49 0d00 0b 0b", // found += 4, loop while found < behind
  "200a 0b", // picked
];

/** (at, end, heads, bucketMask, found) -> found */
const GRAMS = [
  "01037f", // locals place, word, row: i32
  "0340", // loop
  "2000 280200 2205 280200 2106", //         place = load at; word = load place
  "2002 2006 41eb94afaf78 6c 4108 76", //    row = load heads + ((word * SECOND_HASH >>> BUCKET_SHIFT) & bucketMask) * 4
  "2003 71 4102 74 6a 280200 2107", //
  "0240 0340", //                            loop
  "2007 45 0d01", //                           leave if row = 0
  "2007 280200 2006 46", //                    is its word this one
  "2005 2007 28020c 6a 280200", //             and the word beside it,
  "2007 280204 71 2007 280208 46", //          masked, the one that it should be:
  "71 0d01", //                                leave
  "2007 280210 2107 0c00 0b 0b", //            row = next of row
  "2004 2005 360200", //                     store place and number of the row at found, whether they stay or not
  "2004 2007 280214 360204", //
  "2007 45 45 4103 74 2004 6a 2104", //      found += 8 if row != 0
  "2000 4104 6a 2200 2001 49 0d00 0b", //    at += 4, loop while at < end
  "2004 0b", // found
];

/** Bytes of lines of hexadecimal digits. */
function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join("").replaceAll(" ", ""), "hex");
}

/** `content` behind its length, as WebAssembly writes lengths below 2^14. */
function sized(content: Buffer): Buffer {
  return Buffer.concat([Buffer.of((content.length & 127) | 128, content.length >> 7), content]);
}

/** The part of WebAssembly that is used; Node's types do not declare it. */
interface Wasm {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly c: Simd["count"]; readonly m: Simd["mark"]; readonly g: Simd["grams"] } };
}

/** Undefined where there is no WebAssembly (--jitless). */
export function loadSimd(pages: number): Simd | undefined {
  const { WebAssembly: wasm } = globalThis as { readonly WebAssembly?: Wasm };
  if (wasm === undefined) return undefined;
  const code = Buffer.concat([Buffer.of(3), ...[COUNT, MARK, GRAMS].map((lines) => sized(bytesOf(lines)))]);
  const module = new wasm.Module(Buffer.concat([bytesOf(HEAD), Buffer.of(10), sized(code)]));
  const memory = new wasm.Memory({ initial: pages, maximum: pages });
  const { c: count, m: mark, g: grams } = new wasm.Instance(module, { e: { m: memory } }).exports;
  return { memory: memory.buffer, count, mark, grams };
}
