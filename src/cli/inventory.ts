import { randomUUID } from "node:crypto";
import { KraneError } from "../core/index.ts";
import { hearHardware } from "../host/inventory-process.ts";
import { writeAtomic } from "../host/write-atomic.ts";
import { PARTS, type Part } from "../parse/board/hardware.ts";
import type { Inventory } from "../parse/board/inventory.ts";
import { isComplete, takeInventory } from "../parse/board/take-inventory.ts";
import { inventoryText } from "./format/inventory-text.ts";
import { COMMON_OPTIONS, choice, langOption, parseOptions, printHelp } from "./options.ts";
import { terminal } from "./terminal.ts";
import { writeErr } from "./write-out.ts";

const INVENTORY_HELP = `Usage: krane-agent inventory [options]

What this host is made of: system, board, firmware, CPUs, DIMMs, disks and network cards, and what was not to be seen with the reason.
Serials and DIMMs are told to root alone. Virtual interfaces, virtual functions and disks of a storage network are not listed.
The daemon never does this by itself: it starts child processes (dmidecode, lscpu, lsblk) and may take seconds, 30 at most.

Options:
  -o FORMAT     text (default) or json
  --write FILE  write the JSON to FILE (mode 0600, for the owner of its directory) instead; the daemon's key "inventory" names such a file
  --lang LANG   en or ko (default: by the locale)
  -h, --help    this text

Exit codes: 0 all could be asked, whatever could be seen; 3 something could not be asked in time, or FILE not be written; 64 wrong usage
Example: krane-agent inventory --write /var/lib/krane-agent/inventory.json
`;

const DEADLINE_MS = 30_000;

/** A line of progress that is written over, for somebody who watches. */
function progress(): { told(part: Part): void; done(): void } {
  if (process.stderr.isTTY !== true || process.env.TERM === "dumb")
    return { told: () => undefined, done: () => undefined };
  const left = new Set<Part>(PARTS);
  const show = (text: string) => writeErr(`\r${text}\u001b[K`);
  show(`inventory: 0/${PARTS.length}`);
  return {
    told(part) {
      left.delete(part);
      const count = PARTS.length - left.size;
      show(`inventory: ${count}/${PARTS.length} ${[...left].join(" ")}`);
    },
    done: () => show(""),
  };
}

async function collect(): Promise<{ readonly inventory: Inventory; readonly complete: boolean }> {
  const { told, done } = progress();
  const heard = await hearHardware({ deadlineMs: DEADLINE_MS, told });
  done();
  return { inventory: takeInventory(new Date(), heard), complete: isComplete(heard) };
}

function save(file: string, text: string): void {
  try {
    writeAtomic(file, text, randomUUID());
  } catch (cause) {
    throw new KraneError("KRANE_CLI_OUTPUT", `write ${file}`, { cause });
  }
}

/** `krane-agent inventory` */
export async function inventoryCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({
    args: [...args],
    options: {
      ...COMMON_OPTIONS,
      output: { type: "string", short: "o" },
      write: { type: "string" },
      lang: { type: "string" },
    },
  });
  const screen = terminal(langOption(values.lang));
  if (values.help === true) return printHelp(INVENTORY_HELP, screen);
  const output = choice("-o", values.output, ["text", "json"], "text");
  const { inventory, complete } = await collect();
  const json = `${JSON.stringify(inventory, null, 2)}\n`;
  if (values.write !== undefined) save(values.write, json);
  else screen.write(output === "json" ? json : inventoryText(inventory, screen));
  return complete ? 0 : 3;
}
