import { closeSync, constants, openSync, readFileSync, readSync, statSync } from "node:fs";
import { type Answer, errorCode, known, notKnown } from "../core/index.ts";
import { type BootLines, bootLinesOfDmesg, bootLinesOfKmsg } from "../parse/boot/boot-lines.ts";

const RING = "/dev/kmsg";
/** Written once a boot by Ubuntu's dmesg.service. */
const FILE = "/var/log/dmesg";
/** More than the boot of any host writes; the ring itself may have many megabytes. */
const MOST_BYTES = 1_048_576;
/** LOG_LINE_MAX and the header: no record is larger (kernel/printk/printk.c). */
const RECORD_BYTES = 8192;

/** The ring from its oldest record on; one read(2) gives one record. */
export function readRing(): string {
  const fd = openSync(RING, constants.O_RDONLY | constants.O_NONBLOCK);
  const bytes = Buffer.allocUnsafe(MOST_BYTES);
  let end = 0;
  try {
    for (let count = 1; count > 0 && end + RECORD_BYTES < MOST_BYTES; end += count)
      count = readSync(fd, bytes, end, RECORD_BYTES, null);
  } catch (error) {
    // EAGAIN: all is read. EPIPE: the next record was overwritten meanwhile, so the boot is no longer there.
    if (errorCode(error) !== "EAGAIN" && errorCode(error) !== "EPIPE") throw error;
  } finally {
    closeSync(fd);
  }
  return bytes.toString("utf8", 0, end);
}

/** Boot time of the running kernel, ms since the epoch. */
function bootedAt(): number {
  const seconds = /^btime (\d{1,12})$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}

function fromFile(): BootLines {
  try {
    const { mtimeMs, size } = statSync(FILE);
    if (mtimeMs < bootedAt()) return { why: `${FILE} is of an earlier boot` };
    if (size > MOST_BYTES) return { why: `${FILE} has more than 1 MiB` };
    return bootLinesOfDmesg(readFileSync(FILE, "utf8"));
  } catch (error) {
    return { why: `${FILE}: ${errorCode(error) ?? "unreadable"}` };
  }
}

/** Telling lines of this boot: of the ring while it reaches back to the boot, else of the file that Ubuntu writes at boot. */
export function readBootLog(): Answer<string> {
  const ring = bootLinesOfKmsg(readRing());
  if ("lines" in ring) return known(ring.lines);
  const file = fromFile();
  return "lines" in file ? known(file.lines) : notKnown(`${ring.why}; ${file.why}`);
}
