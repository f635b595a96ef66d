/** Two loops over a memory of their own, 16 bytes at a time; places and ends are bytes, and `from` < `end`. */
export interface Simd {
  readonly memory: ArrayBuffer;
  /** The number of newlines in [from, end), whose length is a multiple of 16. */
  count(from: number, end: number): number;
  /** findMarked of marked-words.ts with all of it in this memory; gives the place behind what it wrote to `found`. */
  mark(from: number, end: number, marks: number, found: number): number;
}

/**
 * CPU seconds for 500 MB on an EPYC of 2024, reading (0.03) not included. Newlines, of which an exact number must be as good as free:
 * 0.007, and in TypeScript 0.097 four bytes at a time, 0.107 with Buffer.indexOf from one to the next, 2.8 eight bytes at a time as
 * BigInt. Marked words: 0.040, and in TypeScript 0.095, or five times that where V8 keeps the loop in its middle tier.
 */
const HEAD = [
  "0061736d01000000", // WebAssembly 1
  "010f02 60027f7f017f 60047f7f7f7f017f", // types: (i32, i32) -> i32 and (i32, i32, i32, i32) -> i32
  "020801 0165 016d 020001", // import "e" "m": a memory
  "0303020001", // two functions of these types
  "070902 01630000 016d0001", // export them as "c" and "m"
];

/** (at, end) -> n */
const COUNT = [
  "01017f", // local n
  "0340", // loop
  "2002 2000 fd000000", //   n, v128.load at
  "410a fd0f fd23", //       i8x16.eq with newlines
  "fde400 69 6a 2102", //    n += popcnt(i8x16.bitmask)
  "2000 4110 6a 2200", //    at += 16
  "2001 49 0d00 0b", //      loop while at < end
  "2002 0b", // n
];

/** (at, end, marks, found) -> found */
const MARK = [
  "01037b", // locals factor, base, hash: v128
  "41b1f3ddf179 fd11 2104", // factor = i32x4.splat FIRST_HASH
  "2002 fd11 2105", // base = i32x4.splat marks
  "0340", // loop
  "2000 fd000000 2004 fdb501", //          v128.load at, i32x4.mul factor
  "410e fdad01 2005 fdae01 2106", //       hash = i32x4.shr_u FIRST_SHIFT, i32x4.add base
  "2003 2000 360200", //                   store at in found, whether it stays or not
  "2003", //
  "2006 fd1b00 2d0000", //                 load8_u of each of the four hashes
  "2006 fd1b01 2d0000 72", //              or
  "2006 fd1b02 2d0000 72", //
  "2006 fd1b03 2d0000 72", //
  "4545 4102 74 6a 2103", //               found += 4 if one was not 0
  "2000 4110 6a 2200 2001 49 0d00 0b", //  at += 16, loop while at < end
  "2003 0b", // found
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
  ) => { readonly exports: { readonly c: Simd["count"]; readonly m: Simd["mark"] } };
}

/** Undefined where there is no WebAssembly (--jitless). */
export function loadSimd(pages: number): Simd | undefined {
  const { WebAssembly: wasm } = globalThis as { readonly WebAssembly?: Wasm };
  if (wasm === undefined) return undefined;
  const code = Buffer.concat([Buffer.of(2), sized(bytesOf(COUNT)), sized(bytesOf(MARK))]);
  const module = new wasm.Module(Buffer.concat([bytesOf(HEAD), Buffer.of(10), sized(code)]));
  const memory = new wasm.Memory({ initial: pages, maximum: pages });
  const { c: count, m: mark } = new wasm.Instance(module, { e: { m: memory } }).exports;
  return { memory: memory.buffer, count, mark };
}
