const ESCAPE = 0x1b;
const BRACKET = 0x5b;
const NEWLINE = 10;
/** What moves a cursor or sets a colour is shorter; a longer one is text. */
const LONGEST = 64;
/** A blank that does not break, as web pages and tickets put for one (UTF-8). */
const HARD_BLANK = Buffer.from("\u00a0");

/** Whether the bytes hold what only a terminal or a web page needs: colours (dmesg -L, journalctl, grep), hard blanks. */
export function isDressed(bytes: Buffer): boolean {
  return bytes.includes(ESCAPE) || bytes.includes(HARD_BLANK);
}

/** The place behind "ESC [ parameters final" at `at`; behind its first two characters where it has no end. */
function behindCsi(bytes: Buffer, at: number, end: number): number {
  const most = Math.min(end, at + LONGEST);
  for (let place = at + 2; place < most; place++) {
    const byte = bytes[place] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return place + 1;
    if (byte < 0x20 || byte > 0x7e) return place;
  }
  return at + 2;
}

/** The place behind the control sequence at `at` (ECMA-48), which never takes a line's end along. */
function behindSequence(bytes: Buffer, at: number, end: number): number {
  const kind = bytes[at + 1] ?? NEWLINE;
  if (at + 1 >= end || kind === NEWLINE) return at + 1;
  if (kind === BRACKET) return behindCsi(bytes, at, end);
  // ESC ( B names a set of characters.
  const isLong = kind >= 0x20 && kind <= 0x2f && at + 2 < end && bytes[at + 2] !== NEWLINE;
  return isLong ? at + 3 : at + 2;
}

/** Takes control sequences out of [from, end) and makes blanks of hard ones, in place; gives where the rest ends. No line ends are touched. */
export function undressed(bytes: Buffer, from: number, end: number): number {
  let to = from;
  for (let at = from; at < end; ) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE) {
      at = behindSequence(bytes, at, end);
      continue;
    }
    const isHard = byte === HARD_BLANK[0] && at + 1 < end && bytes[at + 1] === HARD_BLANK[1];
    bytes[to++] = isHard ? 0x20 : byte;
    at += isHard ? 2 : 1;
  }
  return to;
}
