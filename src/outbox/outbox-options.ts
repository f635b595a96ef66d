import { randomUUID } from "node:crypto";
import type { BallastOptions } from "./ballast.ts";

export interface OutboxOptions {
  /** Bound of the database file. */
  readonly maxBytes: number;
  /** Entries that wait in memory while the disk takes no writes. */
  readonly maxWaiting?: number;
  readonly ballast?: BallastOptions;
  readonly now?: () => number;
  readonly newEpoch?: () => string;
}

const MEBIBYTE = 1024 * 1024;

export const OUTBOX_DEFAULTS = {
  maxWaiting: 1000,
  ballast: { bytes: 2 * MEBIBYTE, room: 64 * MEBIBYTE },
  now: Date.now,
  newEpoch: randomUUID,
} as const satisfies Partial<OutboxOptions>;
