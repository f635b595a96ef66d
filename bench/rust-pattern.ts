import { JS } from "refa";

type Node = JS.RegexppAst["pattern"] | AlternativeOf | ElementOf;
type AlternativeOf = JS.RegexppAst["pattern"]["alternatives"][number];
type ElementOf = AlternativeOf["elements"][number];
type SetElement = Extract<ElementOf, { type: "CharacterClass"; unicodeSets: false }>["elements"][number];

/** Without the u and v flags JavaScript's \d and \w are ASCII's, ripgrep's never; of \s only the blanks that logs hold. */
const SETS: Readonly<Record<string, string>> = { digit: "0-9", word: "0-9A-Za-z_", space: "\\t\\n\\x0B\\f\\r " };

/** What `.` is: not the four ends of a line that JavaScript knows. */
const ANY = "[^\\n\\r\\x{2028}\\x{2029}]";

const PLAIN = /[0-9A-Za-z_ ]/;

/** A character that means itself, in a set and outside: Rust's sets know `[`, `&&`, `--` and `~~`, and its escapes no `\/`. */
function character(value: number): string {
  const text = String.fromCodePoint(value);
  return PLAIN.test(text) ? text : `\\x{${value.toString(16)}}`;
}

/** A set of `kind` as a part of a set. */
function setOf(kind: string, negate: boolean): string {
  const set = SETS[kind];
  if (set === undefined) throw new Error(`there is no Rust form of the set ${kind}`);
  return negate ? `[^${set}]` : set;
}

function setElement(element: SetElement): string {
  switch (element.type) {
    case "Character":
      return character(element.value);
    case "CharacterClassRange":
      return `${character(element.min.value)}-${character(element.max.value)}`;
    default:
      return setOf(element.kind, element.negate);
  }
}

function characterClass(elements: readonly SetElement[], negate: boolean): string {
  if (elements.length === 0) return negate ? "(?s:.)" : "[a&&b]";
  return `[${negate ? "^" : ""}${elements.map(setElement).join("")}]`;
}

function repeated({ min, max, greedy }: Extract<ElementOf, { type: "Quantifier" }>): string {
  return `{${min},${max === Number.POSITIVE_INFINITY ? "" : max}}${greedy ? "" : "?"}`;
}

/** What an assertion without an operand is; `start` stands for the beginning of a message. */
function assertion(node: Extract<ElementOf, { type: "Assertion" }>, start: string): string {
  if (node.kind === "start") return start;
  if (node.kind === "end") return "$";
  if (node.kind === "word") return node.negate ? "(?-u:\\B)" : "(?-u:\\b)";
  throw new Error(`there is no Rust form of ${node.raw}`);
}

function converted(node: Node, start: string): string {
  switch (node.type) {
    case "Pattern":
      return node.alternatives.map((alternative) => converted(alternative, start)).join("|");
    case "Alternative":
      return node.elements.map((element) => converted(element, start)).join("");
    case "Group":
    case "CapturingGroup":
      return `(?:${node.alternatives.map((alternative) => converted(alternative, start)).join("|")})`;
    case "Quantifier":
      return `${converted(node.element, start)}${repeated(node)}`;
    case "Assertion":
      return assertion(node, start);
    case "Character":
      return character(node.value);
    case "CharacterSet":
      return node.kind === "any" ? ANY : `[${setOf(node.kind, node.negate)}]`;
    case "CharacterClass":
      return characterClass(node.elements as readonly SetElement[], node.negate);
    default:
      throw new Error(`there is no Rust form of ${node.raw}`);
  }
}

/**
 * A regular expression of JavaScript as Rust's regex crate reads it, and so ripgrep: the same lines match. Groups have no names, as those of
 * two patterns may be the same; `start` stands for `^`. Throws where there is no such form (lookaround, backreferences, Unicode properties).
 */
export function rustPattern({ source, flags }: RegExp, start = "^"): string {
  if (!/^[dgy]*i?[dgy]*$/.test(flags)) throw new Error(`there is no Rust form of the flags ${flags}`);
  const { ast } = JS.Parser.fromLiteral({ source, flags });
  const body = converted(ast.pattern, start);
  return flags.includes("i") ? `(?i:${body})` : body;
}
