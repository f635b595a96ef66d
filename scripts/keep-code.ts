import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeRoot } from "../bench/big-root.ts";
import { codeOf, compileScript, runScript } from "../src/main/script.ts";

/** Small, and with a part of each kind. */
const ROOT = { cpus: 4, taps: 2, disks: 2, nvmes: 1, pci: 4, groups: 2, dimms: 2, mounts: 2 };
const LOG = fileURLToPath(new URL("../test/fixtures/seeds/guest-oops.dmesg", import.meta.url));

// Runs what the agent is asked most, and keeps the code that V8 made of the functions that were called: src/main/script.ts reads it.
const [file = "", command = ""] = process.argv.slice(2);
const script = compileScript(file, command);
const { kraneAgent } = runScript(script, file) as { kraneAgent(argv: readonly string[]): Promise<number> };

async function check(): Promise<void> {
  const root = makeRoot(ROOT);
  try {
    await kraneAgent(["check"]);
    await kraneAgent(["check", "--root", root]);
  } finally {
    rmSync(root, { recursive: true });
  }
}

if (command === "scan") await kraneAgent(["scan", LOG]);
else await check();
writeFileSync(codeOf(file, command), script.createCachedData());
