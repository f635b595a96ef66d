import fc from "fast-check";

/** Few letters, so that literals overlap, share grams and nearly match all the time. */
const LETTERS = fc.constantFrom("ab", "ab:", "abc ", "EDAC MC");

export interface Sample {
  readonly literals: readonly string[];
  readonly log: Buffer;
}

function piece(letters: string, literals: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...letters), maxLength: 20 }) },
    { weight: 4, arbitrary: fc.constantFrom(...literals) },
    { weight: 2, arbitrary: fc.constantFrom(...literals).map((literal) => literal.slice(0, -1)) },
    { weight: 1, arbitrary: fc.constantFrom("\r", "\0", "\xff\xfe", "\xea\xb0\x80", "\n\n", "\r\n") },
  );
}

/** 1 to 60 literals of 5 to 13 letters, and lines of them, of parts of them, and of bytes that no log should have. */
export const samples: fc.Arbitrary<Sample> = LETTERS.chain((letters) => {
  const literal = fc.string({ unit: fc.constantFrom(...letters), minLength: 5, maxLength: 13 });
  return fc.uniqueArray(literal, { minLength: 1, maxLength: 60 }).chain((literals) =>
    fc
      .tuple(fc.array(fc.array(piece(letters, literals), { maxLength: 8 }), { maxLength: 40 }), fc.boolean())
      .map(([lines, newline]) => {
        const text = lines.map((pieces) => pieces.join("")).join("\n");
        return { literals, log: Buffer.from(newline ? `${text}\n` : text, "latin1") };
      }),
  );
});
