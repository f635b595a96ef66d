import { type AllHeard, hardwareOf, PARTS, saidOf } from "./hardware.ts";
import { INVENTORY_SCHEMA, type Inventory } from "./inventory.ts";
import { missingOf } from "./inventory-missing.ts";
import { recordOf, textOf } from "./inventory-values.ts";

/** What was heard of a host at a time, as its inventory: wrong answers put right, empty ones named. */
export function takeInventory(at: Date, heard: AllHeard): Inventory {
  const known = hardwareOf(heard);
  return {
    schema: INVENTORY_SCHEMA,
    host: textOf(recordOf(saidOf(heard, "machine")).host) ?? "unknown",
    collectedAt: at.toISOString(),
    ...known,
    missing: missingOf(heard, known),
  };
}

/** Whether every part could be asked, whatever it answered. */
export function isComplete(heard: AllHeard): boolean {
  return PARTS.every((part) => heard.get(part)?.error === undefined && heard.has(part));
}
