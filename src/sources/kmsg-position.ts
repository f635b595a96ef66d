import type { Loss, LossReason } from "../core/index.ts";

const CURSOR = /^([0-9a-f-]{8,64}):(\d{1,15})$/;
const COMMA = 0x2c;
const ZERO = 0x30;

/** Sequence number of the record `bytes` ("6,339,5140900,-;text"); undefined where it has none. */
export function sequenceOf(bytes: Uint8Array): number | undefined {
  const start = bytes.indexOf(COMMA) + 1;
  let sequence = 0;
  for (let at = start; at > 0 && at < bytes.length; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return bytes[at] === COMMA && at > start ? sequence : undefined;
    sequence = sequence * 10 + digit;
  }
  return undefined;
}

/** Where in the kernel's ring the reader is, and how many records it has missed. */
export interface KmsgPosition {
  /** Whether the record is new; counts what is missing ahead of it. */
  accept(sequence: number | undefined): boolean;
  /** The reason for the next gap. */
  blame(why: LossReason): void;
  /** Everything there is has been read once. */
  drained(): void;
  cursor(): string;
  takeLoss(): Loss | undefined;
}

function firstExpected(
  bootId: string,
  cursor: string | undefined,
  wholeBoot: boolean,
): { next: number | undefined; lost: Loss | undefined } {
  if (cursor === undefined) return { next: wholeBoot ? 0 : undefined, lost: undefined };
  const match = CURSOR.exec(cursor);
  if (match === null) return { next: undefined, lost: { why: "cursor" } };
  // Another boot: its records start at 0, and all of them were ours to read.
  return { next: match[1] === bootId ? Number(match[2]) + 1 : 0, lost: undefined };
}

/** With `wholeBoot`, what the ring has lost of this boot counts as missing where there is no cursor. */
export function kmsgPosition(bootId: string, cursor: string | undefined, wholeBoot = false): KmsgPosition {
  let { next, lost } = firstExpected(bootId, cursor, wholeBoot);
  let seen: number | undefined;
  let why: LossReason = cursor === undefined ? "before-start" : "gap";
  return {
    accept(sequence) {
      if (sequence === undefined) return true;
      seen = sequence;
      if (next !== undefined && sequence < next) return false;
      if (next !== undefined && sequence > next) {
        lost = { records: (lost?.records ?? 0) + sequence - next, why: lost?.why ?? why };
      }
      next = sequence + 1;
      why = "overrun";
      return true;
    },
    blame(reason) {
      if (next !== undefined && seen !== undefined) why = reason;
    },
    drained() {
      // A machine restored from a snapshot keeps its boot id and goes back in sequence; waiting for the saved one would skip it all.
      if (next !== undefined && seen !== undefined && seen + 1 < next) next = seen + 1;
    },
    cursor: () => `${bootId}:${Math.max(0, (next ?? 0) - 1)}`,
    takeLoss() {
      const taken = lost;
      lost = undefined;
      return taken;
    },
  };
}
