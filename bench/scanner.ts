import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { PATTERNS } from "./patterns.ts";
import type { ScanBench } from "./scan.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const WORK = `${ROOT}.krane/bench/`;

/** Bundles the runner as the product is bundled: how fast V8 makes it depends on its shape. */
async function bundleRunner(): Promise<string> {
  const outfile = `${WORK}scan-run.mjs`;
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["bench/scan-run.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return outfile;
}

/** The scanner alone at the size that the rules will have: 67 patterns, each tried on the lines that hold its literal. */
export async function scannerBench(megabytes: number, runs: number): Promise<ScanBench> {
  mkdirSync(WORK, { recursive: true });
  const runner = await bundleRunner();
  const list = `${WORK}scanner.json`;
  writeFileSync(list, JSON.stringify(PATTERNS));
  return {
    title: "scanner",
    megabytes,
    runs,
    patterns: PATTERNS.map(({ match }) => match),
    hits: PATTERNS.map(({ sample }) => sample),
    ours: (log) => [process.execPath, runner, log, list],
    count: Number,
  };
}
