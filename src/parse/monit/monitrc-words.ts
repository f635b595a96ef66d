/** A word of monit's control language: bare, or quoted with what stands bare before it ("user:\"a b\""). */
export interface MonitWord {
  readonly text: string;
  /** Of its file, from 1 on. */
  readonly line: number;
}

/** Blanks, a comment, or a piece of a word; each begins with another character, so that reading is linear. */
const PIECE = /(\s+)|#[^\n]*|"([^"\n]*)"?|'([^'\n]*)'?|([^\s"']+)/g;
/** Words that a sign of equality may stand at: `start program="/x start"`, `pidfile=/x`. */
const ASSIGNED = /^(program|pidfile|path|matching)=(.*)$/is;

function apart({ text, line }: MonitWord): readonly MonitWord[] {
  const [, key, value = ""] = ASSIGNED.exec(text) ?? [];
  if (key === undefined) return [{ text, line }];
  return [key, value].filter((part) => part !== "").map((part) => ({ text: part, line }));
}

/** A "#" begins a comment only where a word could begin: passwords hold it, too. */
export function monitWords(text: string): readonly MonitWord[] {
  const words: { text: string; line: number }[] = [];
  let [line, isOpen] = [1, false];
  for (const [, blanks, double, single, bare] of text.matchAll(PIECE)) {
    if (blanks !== undefined) line += blanks.split("\n").length - 1;
    const piece = double ?? single ?? bare;
    const last = words.at(-1);
    if (piece !== undefined && isOpen && last !== undefined) last.text += piece;
    else if (piece !== undefined && piece !== "=") words.push({ text: piece, line });
    isOpen = piece !== undefined && piece !== "=";
  }
  return words.flatMap(apart);
}
