const MEMORY_DEVICE = 17;
const END_OF_TABLE = 127;
const HEADER_BYTES = 4;
/** Where a memory device keeps the number of its slot's name (SMBIOS 3.7, 7.18). */
const DEVICE_LOCATOR = 0x10;

/** Index of the two zeros that end the strings of a structure; the length of the table where they are not there. */
function endOfStrings(table: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < table.length && (table[at] !== 0 || table[at + 1] !== 0)) at += 1;
  return at;
}

/**
 * Names of the memory slots ("A1", "DIMM_P0_B0"), empty ones as well, in the order of the table, which is dmidecode's.
 * systeminformation has only the bank of a DIMM: on a PowerEdge that is empty or "DIMM" for all of them.
 */
export function memorySlots(table: Uint8Array): readonly string[] {
  const found: string[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= table.length) {
    const [type = END_OF_TABLE, length = 0] = [table[at], table[at + 1]];
    if (type === END_OF_TABLE || length < HEADER_BYTES) break;
    const end = endOfStrings(table, at + length);
    if (type === MEMORY_DEVICE && length > DEVICE_LOCATOR) {
      const strings = new TextDecoder("latin1").decode(table.subarray(at + length, end)).split("\0");
      found.push(strings[(table[at + DEVICE_LOCATOR] ?? 0) - 1]?.trim() ?? "");
    }
    at = end + 2;
  }
  return found;
}
