import { type Attributes, type AttributeValue, field, KraneError } from "../core/index.ts";
import type { krane } from "./generated/krane.js";

type Value = krane.v1.Value.$Properties;
type Values = { [name: string]: Value };

const ATTRIBUTES = 64;
const ITEMS = 64;
/** Bound of all texts together: with it no finding comes near the largest message. */
const ATTRIBUTE_BYTES = 32 * 1024;

/** No leading underscore: `__proto__` is no attribute. */
const NAME = /^[A-Za-z][\w.-]{0,127}$/;

function items(texts: readonly string[]): string[] {
  if (texts.length <= ITEMS) return texts.map(field);
  return [...texts.slice(0, ITEMS - 1).map(field), `… and ${texts.length - ITEMS + 1} more`];
}

function safe(value: AttributeValue): AttributeValue {
  if (typeof value === "string") return field(value);
  if (typeof value === "object") return items(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function cost(value: AttributeValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  return typeof value === "object" ? Buffer.byteLength(value.join("")) : 0;
}

function message(value: AttributeValue): Value {
  switch (typeof value) {
    case "string":
      return { text: value };
    case "number":
      return { number: value };
    case "boolean":
      return { flag: value };
    default:
      return { texts: { items: [...value] } };
  }
}

/** Attributes as a message. Names that are none, and what is beyond the bounds, are left out: the finding itself must arrive. */
export function attributesMessage(attributes: Attributes): Values {
  const kept: [string, Value][] = [];
  let bytes = 0;
  for (const [name, given] of Object.entries(attributes)) {
    const value = safe(given);
    bytes += cost(value);
    if (bytes > ATTRIBUTE_BYTES || kept.length === ATTRIBUTES) break;
    if (NAME.test(name)) kept.push([name, message(value)]);
  }
  return Object.fromEntries(kept);
}

function attributeOf(name: string, value: Value): AttributeValue {
  if (typeof value.text === "string") return field(value.text);
  if (typeof value.flag === "boolean") return value.flag;
  if (value.texts) return items(value.texts.items ?? []);
  if (typeof value.number === "number" && Number.isFinite(value.number)) return value.number;
  throw new KraneError("KRANE_RPC_INVALID", `attribute ${name} has no value`);
}

/** A peer's attributes, checked and made safe. */
export function attributesOf(values: Values | null | undefined): Attributes {
  const entries = Object.entries(values ?? {});
  if (entries.length > ATTRIBUTES) throw new KraneError("KRANE_RPC_INVALID", `more than ${ATTRIBUTES} attributes`);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!NAME.test(name)) throw new KraneError("KRANE_RPC_INVALID", "an attribute's name is not a dotted word");
      return [name, attributeOf(name, value)];
    }),
  );
}
