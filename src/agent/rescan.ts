import type { LogReader } from "../detect/log-reader.ts";
import { allocateScanBuffer, SCAN_START } from "../detect/scan-buffer.ts";
import { openKmsg } from "../sources/kmsg-device.ts";

/** A ring holds at most 16 MiB of text (CONFIG_LOG_BUF_SHIFT is at most 25, half of it descriptors). */
const MAX_BYTES = 32 * 1024 * 1024;

/** Reads this boot's kernel ring from its beginning. A report that is not at its end yet is left to the watch, which will see it all. */
export function readRing(reader: LogReader): void {
  const buffer = allocateScanBuffer();
  const ring = openKmsg("/dev/kmsg");
  try {
    let at = SCAN_START;
    for (let total = 0; total < MAX_BYTES; ) {
      const got = ring.read(buffer.bytes.subarray(at));
      const isFull = got === "oversize" || got === "empty";
      if (typeof got === "number") [at, total] = [at + got, total + got];
      if (at === SCAN_START && isFull) break;
      if (isFull || at > buffer.bytes.length / 2) {
        reader.read(buffer, SCAN_START, at);
        at = SCAN_START;
      }
    }
  } finally {
    ring.close();
  }
}
