/** Names at the beginning of a line, as /etc/os-release and /etc/default/grub have them; `+=` adds to what is there. */
const NAME = /[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,63})(\+?)=/;

/** One piece of a shell word: single quotes, double quotes, an escape, bare text. */
const PIECE = /'([^']*)'|"((?:[^"\\]+|\\[\s\S])*)"|(\\[\s\S]|[^\s'"\\;&|<>()]+)/;

/** What double quotes and bare text still hold: an escape, a variable. */
const SPECIAL = /\\([\s\S])|\$\{(\w{1,64})\}|\$([A-Za-z_]\w{0,63})/g;

/** Beyond this it is no configuration: the kernel's own line ends at 2048 characters (COMMAND_LINE_SIZE). */
const FILE_CHARACTERS = 65_536;
const VALUE_CHARACTERS = 4096;

/** A backslash keeps its meaning within double quotes only before these (sh, 2.2.3). */
function unescaped(escaped: string, isQuoted: boolean): string {
  if (escaped === "\n") return "";
  return isQuoted && !'$`"\\'.includes(escaped) ? `\\${escaped}` : escaped;
}

/** With variables filled in, as far as there is room: a value that doubles itself in each line stays small. */
function expanded(text: string, isQuoted: boolean, values: ReadonlyMap<string, string>): string {
  let room = VALUE_CHARACTERS;
  return text.replace(SPECIAL, (_, escaped?: string, braced?: string, bare?: string) => {
    if (escaped !== undefined) return unescaped(escaped, isQuoted);
    const value = (values.get(braced ?? bare ?? "") ?? "").slice(0, room);
    room -= value.length;
    return value;
  });
}

/** The word at `from`, and where it ends; no value where a quote is not closed. */
function wordAt(text: string, from: number, values: ReadonlyMap<string, string>): { value?: string; end: number } {
  const pieces = new RegExp(PIECE, "y");
  let [value, end] = ["", from];
  for (;;) {
    pieces.lastIndex = end;
    const [piece, single, double, bare = ""] = pieces.exec(text) ?? [];
    if (piece === undefined) break;
    value += single ?? expanded(double ?? bare, double !== undefined, values);
    end += piece.length;
  }
  return "'\"".includes(text[end] ?? " ") ? { end } : { value: value.slice(0, VALUE_CHARACTERS), end };
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline + 1;
}

/**
 * The variables that a shell file sets, over those that are `given`. It is read and never run: of commands, tests and functions
 * nothing is understood, and `$NAME` stands for what was set before.
 */
export function shellVariables(text: string, given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const file = text.slice(0, FILE_CHARACTERS);
  const values = new Map(given);
  const names = new RegExp(NAME, "y");
  for (let at = 0; at < file.length; ) {
    names.lastIndex = at;
    const [, name, plus] = names.exec(file) ?? [];
    const { value, end } = name === undefined ? { end: at } : wordAt(file, names.lastIndex, values);
    if (name !== undefined && value !== undefined) {
      values.set(name, `${plus === "" ? "" : (values.get(name) ?? "")}${value}`.slice(0, VALUE_CHARACTERS));
    }
    at = lineEnd(file, end);
  }
  return values;
}
