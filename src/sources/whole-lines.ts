const NEWLINE = 0x0a;

/** Longest line that is handed over whole. */
export const LINE_BYTES = 64 * 1024;

export interface WholeLines {
  /** How many bytes from the start are whole lines of an honest length. */
  readonly end: number;
  /** Whether a line that is too long follows. */
  readonly long: boolean;
}

/** Finds the end of the whole lines in the first `length` bytes; looks at one newline per LINE_BYTES, not at each. */
export function wholeLines(buffer: Uint8Array, length: number): WholeLines {
  let end = 0;
  while (end < length) {
    const reach = Math.min(end + LINE_BYTES, length - 1);
    const newline = buffer.lastIndexOf(NEWLINE, reach);
    if (newline < end) return { end, long: length - end > LINE_BYTES };
    end = newline + 1;
  }
  return { end, long: false };
}

/** Where to cut a line that is too long: at most LINE_BYTES, and never inside a character of UTF-8. */
export function cutAt(buffer: Uint8Array): number {
  let at = LINE_BYTES;
  while (at > LINE_BYTES - 4 && ((buffer[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** Bytes up to and with the first newline; all of `length` where there is none. */
export function restOfLine(buffer: Uint8Array, length: number): { readonly skip: number; readonly ended: boolean } {
  const newline = buffer.indexOf(NEWLINE);
  const ended = newline >= 0 && newline < length;
  return { skip: ended ? newline + 1 : length, ended };
}
