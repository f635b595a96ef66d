/** Runs of NUL in a sample that a crash explains: blocks of a log that were given out and never written. */
const CRASH_RUNS = 2;
const SAMPLE_BYTES = 4096;
/** Compressed data has one byte in 12 that is a control byte, and every second one is not ASCII. Text in EUC-KR has only the latter. */
const [SOME_CONTROL, SOME_HIGH] = [1 / 25, 1 / 4];
/** A guest may write some control bytes into its host's logs; that must not hide the rest. */
const MOST_CONTROL = 1 / 4;

function isControl(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 27);
}

/**
 * Whether the beginning of a file is not that of a text log. A long run of NUL that a crash left
 * behind counts as little as a short one, so that a log is read whatever its size was when the host died.
 */
export function looksBinary(beginning: Uint8Array): boolean {
  const start = beginning.findIndex((byte) => byte !== 0);
  if (start < 0) return beginning.length > 0;
  const sample = beginning.subarray(start, start + SAMPLE_BYTES);
  const others = sample.filter((byte) => byte !== 0);
  const runs = sample.filter((byte, index) => byte === 0 && sample[index - 1] !== 0).length;
  const control = others.filter(isControl).length + Math.max(0, runs - CRASH_RUNS);
  const high = others.filter((byte) => byte >= 0x80).length;
  const isDense = control > others.length * SOME_CONTROL && high > others.length * SOME_HIGH;
  return isDense || control > others.length * MOST_CONTROL;
}
