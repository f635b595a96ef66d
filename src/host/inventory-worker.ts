import { askHardware } from "./inventory.ts";
import { openHost } from "./open.ts";

// The process that asks for the inventory and prints what it hears, a line of JSON for each part.

await askHardware(openHost(), (part, heard) => void process.stdout.write(`${JSON.stringify({ part, ...heard })}\n`));
