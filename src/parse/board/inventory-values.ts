import { capped, printable } from "../../core/index.ts";

/** An object of JSON whose values nobody has looked at yet. */
export type Json = Readonly<Record<string, unknown>>;

/** Bytes that one text of an inventory keeps, and items that one list does: no honest part number or host has more. */
const TEXT_BYTES = 256;
const LIST_ITEMS = 1024;

export function recordOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The records of a list; whatever else stands in it is left out. */
export function recordsOf(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, LIST_ITEMS).filter((item) => typeof item === "object" && item !== null && !Array.isArray(item));
}

/** A safe text; null where there is none. Firmware fills texts up with blanks. */
export function textOf(value: unknown): string | null {
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? null : capped(printable(text), TEXT_BYTES);
}

/** A count or a size; lsblk before util-linux 2.33 writes numbers as texts. */
export function wholeOf(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** A count of something that is there: no host has 0 sockets. */
export function countOf(value: unknown): number | null {
  return wholeOf(value) || null;
}

export function flagOf(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}
