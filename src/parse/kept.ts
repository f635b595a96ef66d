import type { Attributes, AttributeValue, Kept } from "../core/index.ts";

/** What the daemon keeps for the next time each check is asked, by check. */
export type KeptFacts = ReadonlyMap<string, Kept>;

const SCHEMA = "krane.kept.v1";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is AttributeValue {
  if (Array.isArray(value)) return value.every((one) => typeof one === "string");
  return ["string", "number", "boolean"].includes(typeof value);
}

function isFacts(value: unknown): value is Attributes {
  return isRecord(value) && Object.values(value).every(isValue);
}

function entry(id: string, value: unknown): (readonly [string, Kept])[] {
  if (!isRecord(value)) return [];
  const { bootId, at, facts } = value;
  return typeof bootId === "string" && typeof at === "number" && isFacts(facts) ? [[id, { bootId, at, facts }]] : [];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a file of the daemon says; a damaged entry is left out, a damaged file is empty: it is a convenience, never a truth. */
export function parseKept(text: string): KeptFacts {
  const file = json(text);
  if (!isRecord(file) || file.schema !== SCHEMA || !isRecord(file.checks)) return new Map();
  return new Map(Object.entries(file.checks).flatMap(([id, value]) => entry(id, value)));
}

export function formatKept(kept: KeptFacts): string {
  return `${JSON.stringify({ schema: SCHEMA, checks: Object.fromEntries(kept) })}\n`;
}
