import { closeSync, fstatSync } from "node:fs";
import { refused, tooLarge } from "./failure.ts";
import type { Place } from "./place.ts";

/** No file that a check reads is larger: /proc/cpuinfo of 768 threads is 1.2 MB and is read in part. */
const READ_BYTES = 1_048_576;

/** What most files of /proc and /sys fit in; they claim a size of 0 or 4096 whatever they hold. */
const FIRST_BYTES = 8192;

async function fill(
  place: Place,
  fd: number,
  into: Uint8Array,
  from: number,
  position: number | null,
): Promise<number> {
  let end = from;
  while (end < into.length) {
    const count = await place.io.read(fd, into, end, position === null ? null : position + end);
    if (count === 0) break;
    end += count;
  }
  return end;
}

/** A file of `size` bytes is read when that many have come; where the kernel tells none, or 4096 of an attribute, when no more come. */
async function toEnd(place: Place, fd: number, size: number): Promise<Buffer> {
  let buffer = Buffer.allocUnsafe(Math.max(FIRST_BYTES, size + 1));
  let end = await place.io.read(fd, buffer, 0, null);
  if (end === size || end === 0) return buffer.subarray(0, end);
  end = await fill(place, fd, buffer, end, null);
  while (end === buffer.length) {
    if (end > READ_BYTES) throw tooLarge(place.path, "1 MiB");
    const larger = Buffer.allocUnsafe(Math.min(buffer.length * 4, READ_BYTES + 1));
    buffer.copy(larger);
    buffer = larger;
    end = await fill(place, fd, buffer, end, null);
  }
  return buffer.subarray(0, end);
}

async function opened<T>(place: Place, use: (fd: number, size: number) => Promise<T>): Promise<T> {
  const fd = await place.io.open(place.real, place.flags);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw refused("read", place.path, "not a regular file");
    return await use(fd, stats.size);
  } finally {
    closeSync(fd);
  }
}

/** The whole file as text; bytes that are not UTF-8 become U+FFFD. */
export function readWhole(place: Place): Promise<string> {
  return opened(place, async (fd, size) => {
    if (size > READ_BYTES) throw tooLarge(place.path, "1 MiB");
    return (await toEnd(place, fd, size)).toString("utf8");
  });
}

/** Up to `length` bytes from `offset`; fewer at the end of the file. */
export function readPart(place: Place, offset: number, length: number): Promise<Uint8Array> {
  const sane = Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0;
  if (!sane || length > READ_BYTES) throw refused("read", place.path, `${length} bytes from ${offset}`);
  return opened(place, async (fd) => {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, await fill(place, fd, buffer, 0, offset));
  });
}
