import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { gramPlaces } from "../scripts/bundle-plugins.ts";
import { ruleGramPlaces } from "../scripts/choose-grams.ts";
import { loadRegistry } from "../src/detect/registry.ts";
import { MESSAGE_START, type ProductPattern, productPatterns } from "./product-patterns.ts";
import { rustPattern } from "./rust-pattern.ts";
import type { ScanBench } from "./scan.ts";
import type { OwnedPatterns } from "./scan-run.ts";

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
    plugins: [gramPlaces(await ruleGramPlaces())],
  });
  return outfile;
}

/** By literal; a message's beginning is where ripgrep looks for it, as both read whole lines here. */
function owned(patterns: readonly ProductPattern[]): readonly OwnedPatterns[] {
  const byLiteral = Object.entries(Object.groupBy(patterns, ({ contains }) => contains));
  return byLiteral.map(([contains, group = []]) => [
    contains,
    group.map(({ match: { source, flags } }) => [source.replace(/^\^/, MESSAGE_START), flags]),
  ]);
}

/** The scanner alone with the literals and patterns of all rules: the lines that it finds must be ripgrep's, one by one. */
export async function scannerBench(log: Pick<ScanBench, "megabytes" | "runs">): Promise<ScanBench> {
  mkdirSync(WORK, { recursive: true });
  const runner = await bundleRunner();
  const { rules } = await loadRegistry();
  const patterns = productPatterns(rules);
  const list = `${WORK}scanner.json`;
  writeFileSync(list, JSON.stringify(owned(patterns)));
  return {
    ...log,
    title: "scanner alone",
    patterns: patterns.map(({ match }) => rustPattern(match, MESSAGE_START)),
    ours: (path) => [process.execPath, runner, path, list],
    lines: (path) => [process.execPath, runner, path, list, "lines"],
  };
}
