/** Values of JSON that somebody else wrote: each is looked at before it is believed. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a text; undefined where it is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function textAt(value: Json, key: string): string | undefined {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}

/** A whole number from 0 to 2^53, also one that is written as a text, as protobuf's JSON does with 64 bits. */
export function countAt(value: Json, key: string): number | undefined {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  const number = typeof found === "string" && /^\d{1,20}$/.test(found) ? Number(found) : found;
  return typeof number === "number" && number >= 0 && Math.trunc(number) === number ? number : undefined;
}

export function jsonAt(value: Json, key: string): Json | undefined {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return isJson(found) ? found : undefined;
}

/** The objects in a list; undefined where it is no list, or holds anything else. */
export function listOf(value: unknown): readonly Json[] | undefined {
  return Array.isArray(value) && value.every(isJson) ? value : undefined;
}
