import { LONGEST_LITERAL } from "./literals.ts";
import { SCAN_START, type ScanBuffer } from "./scan-buffer.ts";

/** Whole lines in the buffer, valid until the next chunk is asked for. */
export interface LineChunk {
  readonly from: number;
  readonly end: number;
  /** Lines that end in this chunk; the last one of a file ends with or without a newline. */
  readonly lines: number;
  /** Bytes of the log; those of a cut line's overlap count once. */
  readonly bytes: number;
  /** The chunk is a piece of a line that is longer than the buffer; the next chunk begins with the end of this piece and goes on. */
  readonly cut: boolean;
}

/** Reads on into the memory given; 0 at the end. A file answers at once, a pipe when it has something. */
export type ReadLog = (into: Uint8Array) => number | Promise<number>;

/** Reads to the end of a log, where `read` gives 0, and hands it over in whole lines. */
export async function* lineChunks(buffer: ScanBuffer, read: ReadLog): AsyncGenerator<LineChunk> {
  const { bytes } = buffer;
  /** [SCAN_START, known) was part of the last chunk already, [known, filled) is new. */
  let known = SCAN_START;
  let filled = SCAN_START;
  for (;;) {
    const count = await read(bytes.subarray(filled));
    if (count === 0) break;
    filled += count;
    const chunk = wholeLines(buffer, known, filled);
    if (chunk === undefined) continue;
    yield chunk;
    const keep = chunk.cut ? filled - LONGEST_LITERAL : chunk.end;
    bytes.copyWithin(SCAN_START, keep, filled);
    filled += SCAN_START - keep;
    known = chunk.cut ? filled : SCAN_START;
  }
  if (filled === SCAN_START) return;
  const from = filled === known ? filled : SCAN_START;
  yield { from, end: filled, lines: 1, bytes: filled - known, cut: false };
}

/** What can be handed over of [SCAN_START, filled): up to the last newline, all of it where the buffer is full without one. */
function wholeLines(buffer: ScanBuffer, known: number, filled: number): LineChunk | undefined {
  const end = buffer.bytes.lastIndexOf(10, filled - 1) + 1;
  if (end > SCAN_START) {
    const lines = buffer.countNewlines(SCAN_START, end);
    return { from: SCAN_START, end, lines, bytes: end - known, cut: false };
  }
  if (filled < buffer.bytes.length) return undefined;
  return { from: SCAN_START, end: filled, lines: 0, bytes: filled - known, cut: true };
}
