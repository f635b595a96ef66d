import type { LogReader } from "./log-reader.ts";
import { SCAN_START, type ScanBuffer } from "./scan-buffer.ts";

/** Gives whole lines to a reader through the buffer, in as many pieces as it takes; gives how many lines they were. */
export function feed(buffer: ScanBuffer, reader: LogReader, bytes: Uint8Array): number {
  let lines = 0;
  for (let from = 0; from < bytes.length; ) {
    const end = wholeLines(bytes, from, buffer.bytes.length - SCAN_START);
    buffer.bytes.set(bytes.subarray(from, end), SCAN_START);
    lines += buffer.countNewlines(SCAN_START, SCAN_START + end - from);
    reader.read(buffer, SCAN_START, SCAN_START + end - from);
    from = end;
  }
  return lines;
}

/** End of the last whole line that fits into `room` bytes from `from` on; where none does, of the piece that fits. */
function wholeLines(bytes: Uint8Array, from: number, room: number): number {
  if (bytes.length - from <= room) return bytes.length;
  const end = bytes.lastIndexOf(10, from + room - 1) + 1;
  return end > from ? end : from + room;
}
