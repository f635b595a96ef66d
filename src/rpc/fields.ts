import { field, KraneError } from "../core/index.ts";

/** Ids, detector names, fingerprints: what programs compare and people may paste into a shell. */
const TOKEN = /^[\x21-\x7e]{1,128}$/;

/** Last millisecond that a Date can hold. */
const LAST_TIME = 8.64e15;

function invalid(name: string, why: string): KraneError {
  return new KraneError("KRANE_RPC_INVALID", `${name} ${why}`);
}

/** A required name: printable ASCII without blanks, at most 128 characters. */
export function tokenOf(name: string, value: string | null | undefined): string {
  if (!TOKEN.test(value ?? "")) throw invalid(name, "is not 1 to 128 printable characters without blanks");
  return value ?? "";
}

/** A required text, made safe. */
export function textOf(name: string, value: string | null | undefined): string {
  if (value === undefined || value === null || value === "") throw invalid(name, "is empty");
  return field(value);
}

/** An optional text, made safe. */
export function optionalText(value: string | null | undefined): string | undefined {
  return value === undefined || value === null ? undefined : field(value);
}

/** A count or a size: a whole number that a double holds exactly. */
export function wholeOf(name: string, value: number | null | undefined): number {
  const number = value ?? 0;
  if (!Number.isSafeInteger(number) || number < 0) throw invalid(name, "is not a whole number below 2^53");
  return number;
}

/** An optional time in ms since the epoch. */
export function timeOf(name: string, value: number | null | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (wholeOf(name, value) > LAST_TIME) throw invalid(name, "is beyond the last date");
  return value;
}

/** A number as an unsigned field takes it; undefined where it is none. */
export function unsigned(value: number | undefined, most: number = LAST_TIME): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return Math.min(Math.max(0, Math.round(value)), most);
}
