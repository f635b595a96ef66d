import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, type BuildResult, build, type Plugin } from "esbuild";
import { detectorFolders, farImports, fromScript, gramPlaces } from "./bundle-plugins.ts";
import { ruleGramPlaces } from "./choose-grams.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

const OPTIONS = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
  // grpc-js uses the loader only for channelz, admin and ORCA; without it one protobufjs is left in the bundle.
  alias: { "@grpc/proto-loader": `${root}src/rpc/no-proto-loader.ts` },
} as const satisfies BuildOptions;

/** Programs, one entry each, code-split, so that a command loads only what it uses. */
function buildModules(
  entryPoints: Readonly<Record<string, string>>,
  plugins: readonly Plugin[] = [],
): Promise<BuildResult<{ metafile: true }>> {
  return build({
    ...OPTIONS,
    entryPoints,
    format: "esm",
    chunkNames: "chunk-[hash]",
    splitting: true,
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
    plugins: [detectorFolders, ...plugins],
  });
}

const AGENT = "src/cli/krane-agent.ts";

/** A script can be kept with the code that V8 made of its functions, which modules cannot; its name tells one text from another. */
async function buildScript(far: Map<string, string>, grams: Plugin): Promise<BuildResult<{ metafile: true }>> {
  const result = await build({
    ...OPTIONS,
    entryPoints: { agent: AGENT },
    entryNames: "[name]-[hash]",
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    banner: { js: '(function(require,module,__import){"use strict";' },
    footer: { js: "})" },
    plugins: [detectorFolders, grams, farImports("./local-commands.ts", far)],
  });
  for (const file of Object.keys(result.metafile.outputs)) {
    const text = readFileSync(`${root}${file}`, "utf8");
    writeFileSync(`${root}${file}`, text.replaceAll(/\bimport\(/g, "__import("));
  }
  return result;
}

/** The agent: a script of what it does alone, the entry that runs it, and modules of the daemon and of what else is loaded when called. */
async function buildAgent(): Promise<readonly BuildResult<{ metafile: true }>[]> {
  const far = new Map<string, string>();
  const grams = gramPlaces(await ruleGramPlaces());
  const script = await buildScript(far, grams);
  const file = Object.keys(script.metafile.outputs).find((output) => output.endsWith(".cjs")) ?? "";
  const entry = build({
    ...OPTIONS,
    entryPoints: { "krane-agent": "src/main/krane-agent.ts" },
    format: "esm",
    plugins: [fromScript(AGENT, "kraneAgent", file)],
  });
  const results = await Promise.all([entry, buildModules(Object.fromEntries(far), [grams])]);
  for (const command of ["check", "scan"]) keepCode(file, command);
  return [script, ...results];
}

/** In a process of its own: what it runs is what is kept. */
function keepCode(file: string, command: string): void {
  const { status } = spawnSync(process.execPath, [`${root}scripts/keep-code.ts`, `${root}${file}`, command], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`keep-code.ts ${command}: exit code ${status}`);
}

/**
 * Bundles the programs into dist/. The agent for itself: what it shared with the others would be cut into a chunk for each set of sharers,
 * and each file costs half a millisecond. The process that asks for the inventory as well, with systeminformation in it.
 */
export async function bundle(): Promise<void> {
  rmSync(`${root}dist`, { recursive: true, force: true });
  const centre = {
    "krane-collector": "src/main/krane-collector.ts",
    kranectl: "src/main/kranectl.ts",
    "store-worker": "src/collector/store-worker.ts",
  };
  const inventory = { "inventory-worker": "src/host/inventory-worker.ts" };
  const results = await Promise.all([buildAgent(), buildModules(centre), buildModules(inventory)]);
  const outputs = Object.assign({}, ...results.flat().map(({ metafile }) => metafile.outputs));
  writeFileSync(`${root}dist/meta.json`, JSON.stringify({ outputs }));
}
