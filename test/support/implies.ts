import { DFA, JS, NFA } from "refa";

function language(source: string, flags: string): NFA {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags }).parse();
  return NFA.fromRegex(expression, { maxCharacter });
}

/** Whether every text that an anchored pattern matches holds the literal: proven on automata, not tried on samples. */
export function implies({ source, flags }: RegExp, literal: string): boolean {
  const matching = language(`(?:${source.replace(/^\^/, "")})[^]*`, flags);
  const without = DFA.fromFA(language(`[^]*${literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}[^]*`, flags));
  without.complement();
  return NFA.fromIntersection(matching, NFA.fromFA(without)).isEmpty;
}
