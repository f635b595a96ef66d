/** Milliseconds of a clock that nobody sets. `performance` tells the same, and loads eleven modules of Node first (0.7 ms). */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
