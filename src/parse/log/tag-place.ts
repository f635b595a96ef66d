const [BLANK, COMMA, COLON, BRACKET] = [32, 44, 58, 91];
const BLANKS = [BLANK, BLANK] as const;
const TAG_ENDS = [COLON, BRACKET] as const;
const TIME_LENGTH = 15;
const LONGEST = { host: 255, tag: 64 };

/** Where a name stands. */
export interface Place {
  readonly from: number;
  /** Behind its last byte. */
  readonly end: number;
}

/** The place of one of two bytes in [from, from + most); -1 where neither is there, or another blank before them. */
function placeOf(bytes: Uint8Array, from: number, most: number, ends: readonly [number, number]): number {
  const until = Math.min(from + most, bytes.length);
  for (let at = from; at < until; at++) {
    const byte = bytes[at] as number;
    if (byte === ends[0] || byte === ends[1]) return at;
    if (byte <= BLANK) return -1;
  }
  return -1;
}

/**
 * Where the name of who wrote a line with a traditional or ISO header stands, where that is plain to see: nothing is taken apart for it.
 * Undefined says nothing.
 */
export function tagPlace(bytes: Uint8Array, start: number): Place | undefined {
  const isTraditional =
    bytes[start + 6] === BLANK &&
    bytes[start + 9] === COLON &&
    bytes[start + 12] === COLON &&
    bytes[start + TIME_LENGTH] === BLANK;
  // With a comma it is dmesg's own time.
  const isIso = bytes[start + 10] === 0x54 && bytes[start + 13] === COLON && bytes[start + 19] !== COMMA;
  if (!isTraditional && !isIso) return undefined;
  const time = isTraditional ? start + TIME_LENGTH : placeOf(bytes, start, 40, BLANKS);
  const host = time < 0 ? -1 : placeOf(bytes, time + 1, LONGEST.host, BLANKS);
  // Where a host would end with a colon, it is QEMU's own line; in brackets, the kernel's time.
  if (host <= time + 1 || bytes[host - 1] === COLON || bytes[time + 1] === BRACKET) return undefined;
  const end = placeOf(bytes, host + 1, LONGEST.tag, TAG_ENDS);
  return end <= host + 1 ? undefined : { from: host + 1, end };
}
