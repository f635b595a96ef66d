import { writeSync } from "node:fs";
import { errorCode, KraneError } from "../core/index.ts";

export const STDOUT = 1;
const STDERR = 2;
/** How long a reader is left alone whose pipe is full and does not wait by itself. */
const FULL_MS = 2;

/**
 * At once, as Node writes to files, pipes and terminals in any case; its own streams for them cost 4 ms before the first byte. A pipe
 * that another program left non-blocking gives EAGAIN while it is full.
 */
export function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (errorCode(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
}

export function notWritten(cause: unknown): KraneError {
  return new KraneError("KRANE_CLI_OUTPUT", "write to standard output", { cause });
}

/** Writes to standard output. A reader that has read enough (`| head`) is an end and no error. */
export function writeOut(text: string): void {
  try {
    writeAll(STDOUT, text);
  } catch (cause) {
    if (errorCode(cause) === "EPIPE") return;
    throw notWritten(cause);
  }
}

/** Writes to standard error. Where that fails nobody can be told, and the exit code still can. */
export function writeErr(text: string): void {
  try {
    writeAll(STDERR, text);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}
