import { closeSync, constants, openSync, readSync } from "node:fs";
import { errorCode, KraneError } from "../core/index.ts";

/**
 * What one read(2) gave: the length of exactly one record, or
 * `empty` all is read (EAGAIN); `overrun` the next record was overwritten, the next read gives the oldest left (EPIPE);
 * `oversize` the record did not fit and was skipped (EINVAL: the kernel has moved on before it looks at the size).
 */
export type KmsgRead = number | "empty" | "overrun" | "oversize";

/** The kernel's side of /dev/kmsg (Documentation/ABI/testing/dev-kmsg), small enough for a test to play it. */
export interface KmsgReader {
  read(into: Uint8Array): KmsgRead;
  close(): void;
}

export type OpenKmsg = (path: string) => KmsgReader;

const OUTCOMES: Readonly<Record<string, KmsgRead>> = { EAGAIN: "empty", EPIPE: "overrun", EINVAL: "oversize" };

function readRecord(path: string, fd: number, into: Uint8Array): KmsgRead {
  try {
    return readSync(fd, into, 0, into.length, null) || "empty";
  } catch (cause) {
    const outcome = OUTCOMES[errorCode(cause) ?? ""];
    if (outcome !== undefined) return outcome;
    throw new KraneError("KRANE_SOURCE_READ", `read ${path}`, { cause });
  }
}

/**
 * Opens the real device. Not a stream: a stream's read blocks a thread of libuv's pool, and process.exit then hangs for ever
 * (nodejs/node #15439); sockets refuse the descriptor. O_NONBLOCK and a timer cost 31 ms of CPU in 5 s at 4 Hz.
 */
export function openKmsg(path: string): KmsgReader {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw new KraneError("KRANE_SOURCE_OPEN", `open ${path}: reading the kernel log needs CAP_SYSLOG, or root`, {
      cause,
    });
  }
  return { read: (into) => readRecord(path, fd, into), close: () => closeSync(fd) };
}
