import { compileGrams, fits } from "./gram-table.ts";
import { layLiterals } from "./literals.ts";
import { STRIDE } from "./marked-words.ts";
import { BLOCK, type ScanBuffer } from "./scan-buffer.ts";
import { type Hit, type Range, Teller } from "./teller.ts";

export interface Scanner {
  /**
   * Tells `hit` of each literal in each line of [from, end), which begins with a line: lines in order, a literal once per line. The
   * last line may lack its newline. `hit` must not scan with the same scanner; it stops this scan first.
   */
  scan(buffer: ScanBuffer, from: number, end: number, hit: Hit): void;
}

/** Whether bytes [first, last) of `literals` lie at `start`. */
function holds(
  { buffer: { bytes }, end }: Range,
  start: number,
  literals: Uint8Array,
  first: number,
  last: number,
): boolean {
  if (start + last - first > end) return false;
  for (let index = first; index < last; index++) {
    if (bytes[start + index - first] !== literals[index]) return false;
  }
  return true;
}

/** The same, made when it is first used. */
export function lazyScanner(literals: readonly string[]): Scanner {
  let made: Scanner | undefined;
  return {
    scan(...range) {
      made ??= compileScanner(literals);
      made.scan(...range);
    },
  };
}

/**
 * A scanner for literals of 5 to 256 printable ASCII characters, none of them twice; throws KRANE_DETECT_LITERAL otherwise.
 *
 * Every fourth byte is looked at, as the 32-bit word that begins there: of each literal four words are known, one of which lies on
 * such a place wherever the literal lies. A table of one byte says for 99 % of words that they are none of these; what is left is
 * looked up, and the literal compared. Closures and not a class, because V8 takes the tables of a closure that was made once for
 * constants: make one scanner for all literals of a process.
 */
export function compileScanner(literals: readonly string[]): Scanner {
  const { bytes, starts } = layLiterals(literals);
  const table = compileGrams(literals);
  const { next, literals: owners, befores } = table;
  const teller = new Teller(literals.length);

  /** Tells of the literal of a row whose gram is at word `at`, unless it begins before `floor`, and returns the new floor. */
  function tellRow(range: Range, row: number, at: number, floor: number): number {
    const literal = owners[row] as number;
    const start = at * 4 - (befores[row] as number);
    if (start < floor || !holds(range, start, bytes, starts[literal] as number, starts[literal + 1] as number))
      return floor;
    return Math.max(floor, teller.tell(range, literal, start));
  }

  /** Tells of the literals with a gram at word `at`, of which `first` is the first row. */
  function tellAt(range: Range, first: number, at: number, floor: number): number {
    const { words } = range.buffer;
    let goOn = tellRow(range, first, at, floor);
    for (let row = next[first] as number; row >= 0; row = next[row] as number) {
      if (fits(table, row, words, at)) goOn = tellRow(range, row, at, goOn);
    }
    return goOn;
  }

  /** Goes through the places that were found in one block. Called often, so that V8 never has to replace it while it runs. */
  function tellFound(range: Range, count: number, floor: number): number {
    const { found } = range.buffer;
    let goOn = floor;
    for (let index = 0; index < 2 * count; index += 2) {
      goOn = tellAt(range, found[index + 1] as number, (found[index] as number) >>> 2, goOn);
    }
    return goOn;
  }

  return {
    scan(buffer, from, end, hit) {
      const range: Range = { buffer, from, end, hit };
      let floor = from;
      teller.begin(range);
      for (let block = from - (from % STRIDE); block < end && floor < end; block += BLOCK) {
        const count = buffer.findGrams(table, block, Math.min(end, block + BLOCK));
        floor = tellFound(range, count, floor);
      }
    },
  };
}
