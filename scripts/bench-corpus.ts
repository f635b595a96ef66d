import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { formatConsoles, scoreConsoles } from "../bench/corpus/consoles.ts";
import { crashFindings } from "../bench/corpus/crashes.ts";
import { quietFindings } from "../bench/corpus/quiet.ts";
import { loadRegistry } from "../src/detect/registry.ts";

const HELP = `Usage: npm run bench:corpus -- [--all] DIR

Holds the log rules to a corpus of kernel consoles: DIR/consoles.jsonl (text, title, prod), DIR/quiet.jsonl (logs of healthy hosts) and
DIR/crashes/* (rings of machines that were broken on purpose). Prints per class how many were found, with the right kind, function and
header, and each miss; then what the quiet logs gave.

Options:
  --all          also consoles that no production kernel can print (sanitizers, lockdep)

Exit codes: 0 nothing was found where nothing is, 1 false alarms, 64 wrong usage
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: "boolean", default: false }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) return console.log(HELP);
  const [folder, more] = positionals;
  if (folder === undefined || more !== undefined || !existsSync(join(folder, "consoles.jsonl"))) {
    console.error(`bench:corpus takes one DIR with a consoles.jsonl\n\n${HELP}`);
    process.exitCode = 64;
    return;
  }
  const { rules } = await loadRegistry();
  const consoles = await scoreConsoles(join(folder, "consoles.jsonl"), rules, values.all);
  console.log(formatConsoles(consoles));
  const quiet = await quietFindings(join(folder, "quiet.jsonl"), rules);
  console.log(`\nfindings in logs of healthy hosts: ${quiet.length}\n${quiet.join("\n")}`);
  if (existsSync(join(folder, "crashes")))
    console.log((await crashFindings(join(folder, "crashes"), rules)).join("\n"));
  process.exitCode = quiet.length + consoles.falseAlarms.length === 0 ? 0 : 1;
}

await main();
