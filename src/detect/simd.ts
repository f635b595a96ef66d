/** Two loops over a memory of their own, 16 bytes at a time; places and ends are bytes, and `from` < `end`. */
export interface Simd {
  readonly memory: ArrayBuffer;
  /** The number of newlines in [from, end), whose length is a multiple of 64. */
  count(from: number, end: number): number;
  /**
   * findMarked of marked-words.ts with all of it in this memory: uses PICKED bytes from `found` on for itself, writes behind them and gives
   * the place behind what it wrote.
   */
  mark(from: number, end: number, found: number): number;
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
  "011703 60027f7f017f 60037f7f7f017f 60057f7f7f7f7f017f", // types: (i32, i32) -> i32, the same of three and of five
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
function pick(offset: string, behind: string, marks: string): string {
  return [
    `2008 2009 41${offset} 6a 360200`, // store place + offset at picked, whether it stays or not
    `2009 2802${offset} 220a`, //         word = load place + offset
    "c1 41b1f301 6c", //                  its low half, signed, * FIRST_LOW
    "200a 4110 75 41a7d901 6c 6a", //     + its high half * FIRST_HIGH
    `4102 74 410e 76 2d00${marks} 220b`, // mark = load8_u marks + (that << 2 >>> FIRST_SHIFT)
    "200a 41eb94afaf78 6c 411d 76 76", // mark >>> (word * SECOND_HASH >>> MARK_SHIFT)
    `200b 200a 2009 2802${behind}`, //    mark >>> ((word ^ load place + behind * BEHIND_HASH) * SECOND_HASH >>> MARK_SHIFT)
    "41b1f3ddf179 6c 73 41eb94afaf78 6c 411d 76 76",
    "72 4101 71 4102 74 2008 6a 2108", // picked += 4 if the last bit of one of them is 1
  ].join("");
}

/** (at, end, found) -> picked, with the address of the marks in it */
function markCode(marks: string): readonly string[] {
  return [
    "03 027b 027e 057f", // locals factors, hash: v128; low, high: i64; behind, picked, place, word, mark: i32
    "41b1f39de506 fd11 2103", // factors = i32x4.splat FIRST_HIGH << 16 | FIRST_LOW
    "2002 2107", // behind = found
    "0340", // loop
    "2000 fd000000 2003 fdba01", //               v128.load at, i32x4.dot_i16x8_s factors
    "4102 fdab01 410e fdad01 2204", //            hash = i32x4.shl 2, i32x4.shr_u FIRST_SHIFT
    "fd1d00 2105 2004 fd1d01 2106", //            low, high = i64x2.extract_lane: on an Intel a fifth faster than four of i32
    "2007 2000 360200", //                        store at at behind, whether it stays or not
    "2007", //
    `2005 a7 2d00${marks}`, //                    load8_u of each of the four hashes
    `2005 4220 88 a7 2d00${marks} 72`, //         or
    `2006 a7 2d00${marks} 72`, //
    `2006 4220 88 a7 2d00${marks} 72`, //
    "4545 4102 74 6a 2107", //                    behind += 4 if one was not 0
    "2000 4110 6a 2200 2001 49 0d00 0b", //       at += 16, loop while at < end
    "2002 418020 6a 2108", // picked = found + PICKED
    "2002 2007 47 0440 0340", // if found != behind: loop
    "2002 280200 2109", //                        place = load found
    ...["00", "04", "08", "0c"].map((offset, at, all) => pick(offset, all[at + 1] ?? "10", marks)),
    "2002 4104 6a 2202 2007 49 0d00 0b 0b", //    found += 4, loop while found < behind
    "2008 0b", // picked
  ];
}

/** An unsigned number of 4 * 7 bits as WebAssembly writes it. */
function lengthy(value: number): string {
  return Buffer.of(value | 128, (value >> 7) | 128, (value >> 14) | 128, (value >> 21) & 127).toString("hex");
}

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

/** With marks at this address; undefined where there is no WebAssembly (--jitless). */
export function loadSimd(pages: number, marks: number): Simd | undefined {
  const { WebAssembly: wasm } = globalThis as { readonly WebAssembly?: Wasm };
  if (wasm === undefined) return undefined;
  const code = Buffer.concat([
    Buffer.of(3),
    ...[COUNT, markCode(lengthy(marks)), GRAMS].map((lines) => sized(bytesOf(lines))),
  ]);
  const module = new wasm.Module(Buffer.concat([bytesOf(HEAD), Buffer.of(10), sized(code)]));
  const memory = new wasm.Memory({ initial: pages, maximum: pages });
  const { c: count, m: mark, g: grams } = new wasm.Instance(module, { e: { m: memory } }).exports;
  return { memory: memory.buffer, count, mark, grams };
}
