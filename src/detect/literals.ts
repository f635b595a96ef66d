import { KraneError } from "../core/index.ts";

const SHORTEST = 5;
/** Pieces of an overlong line overlap by this much, so that no literal falls between two of them. */
export const LONGEST_LITERAL = 256;

const ONE_LINE_OF_ASCII = /^[\t\x20-\x7e]*$/;

function fault(text: string, index: number, literals: readonly string[]): string | undefined {
  if (text.length < SHORTEST) return `is shorter than ${SHORTEST} characters`;
  if (text.length > LONGEST_LITERAL) return `is longer than ${LONGEST_LITERAL} characters`;
  if (!ONE_LINE_OF_ASCII.test(text)) return "is not printable ASCII";
  return literals.indexOf(text) === index ? undefined : "is there twice";
}

/** Literals as bytes, one behind the other; throws KRANE_DETECT_LITERAL where one cannot be looked for. */
export interface LiteralBytes {
  readonly bytes: Uint8Array;
  /** Where each literal begins, and behind the last one where it ends. */
  readonly starts: Int32Array;
}

export function layLiterals(literals: readonly string[]): LiteralBytes {
  const starts = new Int32Array(literals.length + 1);
  for (const [index, text] of literals.entries()) {
    const why = fault(text, index, literals);
    if (why !== undefined) throw new KraneError("KRANE_DETECT_LITERAL", `literal "${text}" ${why}`);
    starts[index + 1] = (starts[index] ?? 0) + text.length;
  }
  return { bytes: Buffer.from(literals.join(""), "latin1"), starts };
}
