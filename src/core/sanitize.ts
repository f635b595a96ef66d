/**
 * Log text, guest and device names, and whatever a peer sends are attackers' input: they must reach no terminal and no page with
 * control characters alive. JSON.stringify is no protection, it escapes neither C1 (U+009B is a CSI) nor DEL, bidi or U+2028 (measured).
 */

/** Bytes of UTF-8 that one field keeps. */
export const FIELD_BYTES = 512;
/** Bytes of UTF-8 that the evidence of one finding keeps, and the lines of it. */
export const EVIDENCE_BYTES = 8192;
export const EVIDENCE_LINES = 40;

/** C0, DEL, C1, soft hyphen, zero-width, bidi marks and controls, line separators, BOM, tags, lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}

/** `text` with every character that could act on a reader's screen made visible: ESC becomes the four characters \x1b. */
export function printable(text: string): string {
  return text.replace(UNSAFE, visible);
}

function bytesOf(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** `text` cut to `limit` bytes of UTF-8 between two characters, with an ellipsis where something was cut. */
export function capped(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text;
  let bytes = 0;
  let end = 0;
  let fits = 0;
  for (const character of text) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > limit) return `${text.slice(0, fits)}…`;
    end += character.length;
    if (bytes <= limit - 3) fits = end;
  }
  return text;
}

/** One safe field: printable and within FIELD_BYTES. */
export function field(text: string): string {
  return capped(printable(text), FIELD_BYTES);
}

/** Room for the line that counts what was left out. */
const SUMMARY_BYTES = 48;

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0);
  return bytes;
}

/**
 * Safe evidence: at most EVIDENCE_LINES lines and EVIDENCE_BYTES bytes; what was left out is counted in a last line.
 * Evidence that went through here once comes out unchanged: the agent does it, and the collector does it again.
 */
export function evidenceLines(lines: readonly string[]): string[] {
  const all = lines.slice(0, EVIDENCE_LINES).map(field);
  const most = all.reduce((sum, line) => sum + line.length * 3, 0);
  if (all.length === lines.length && most <= EVIDENCE_BYTES - SUMMARY_BYTES) return all;
  return boundedLines(lines);
}

function boundedLines(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    const safe = field(line);
    bytes += byteLength(safe);
    const last = index === lines.length - 1;
    if (bytes > EVIDENCE_BYTES - (last ? 0 : SUMMARY_BYTES)) break;
    if (kept.length >= EVIDENCE_LINES - (last ? 0 : 1)) break;
    kept.push(safe);
  }
  const left = lines.length - kept.length;
  return left === 0 ? kept : [...kept, `… and ${left} more lines`];
}
