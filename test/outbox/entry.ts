import { createHash } from "node:crypto";
import type { QueueEntry, Status } from "../../src/core/index.ts";
import type { NewEntry } from "../../src/outbox/change.ts";

/** A payload that says which one it is and can tell whether it was changed. */
export function payload(number: number, bytes = 40): Uint8Array {
  const text = `${number}:${"결".repeat(Math.ceil(bytes / 3))}`;
  return Buffer.from(`${text}:${createHash("sha256").update(text).digest("hex")}`);
}

/** The number of a payload; undefined where it is not one that `payload` made. */
export function numberOf(bytes: Uint8Array): number | undefined {
  const text = Buffer.from(bytes).toString("utf8");
  const cut = text.lastIndexOf(":");
  const right = createHash("sha256").update(text.slice(0, cut)).digest("hex") === text.slice(cut + 1);
  return right ? Number.parseInt(text, 10) : undefined;
}

export const entry = (number: number, status: Status = "warning", bytes = 40): NewEntry => ({
  payload: payload(number, bytes),
  status,
});

export const numbers = (entries: readonly QueueEntry[]): (number | undefined)[] =>
  entries.map((each) => numberOf(each.payload));
