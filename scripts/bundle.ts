import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));

/** src/detect/folders.ts reads the detector folders when it runs from source; in a bundle each is a chunk of static imports. */
const detectorFolders: Plugin = {
  name: "detector-folders",
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /src\/detect\/folders\.ts$/ }, () => {
      const cases = FOLDERS.map((name) => `${name}: () => import("detectors:${name}")`);
      const contents = `const folders = { ${cases.join(", ")} };\nexport async function folder(name) { return (await folders[name]()).default; }\n`;
      return { contents, loader: "ts", resolveDir: `${root}src/detect` };
    });
    onResolve({ filter: /^detectors:/ }, ({ path }) => ({
      path: path.slice("detectors:".length),
      namespace: "detectors",
    }));
    onLoad({ filter: /.*/, namespace: "detectors" }, ({ path: name }) => {
      const files = readdirSync(`${root}src/${name}`)
        .filter((file) => file.endsWith(".ts"))
        .sort();
      const imports = files.map((file, index) => `import detector${index} from "../${name}/${file}";`);
      const entries = files.map((file, index) => `{ file: ${JSON.stringify(file)}, detector: detector${index} }`);
      const contents = `${imports.join("\n")}\nexport default [${entries.join(", ")}];\n`;
      return { contents, loader: "ts", resolveDir: `${root}src/detect` };
    });
  },
};

const FOLDERS = ["checks", "rules", "runbooks"];

const OPTIONS = {
  absWorkingDir: root,
  outdir: "dist",
  chunkNames: "chunk-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
  // grpc-js uses the loader only for channelz, admin and ORCA; without it one protobufjs is left in the bundle.
  alias: { "@grpc/proto-loader": `${root}src/rpc/no-proto-loader.ts` },
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
  plugins: [detectorFolders],
} as const satisfies BuildOptions;

/**
 * Bundles the programs into dist/: one entry each, code-split, so that a command loads only what it uses. The agent for itself: what it
 * shared with the others would be cut into a chunk for each set of sharers, and `scan` load 21 files instead of 9 (2 ms). The process that
 * asks for the inventory as well, with systeminformation in it: beside the agent it would cost `check` three files more.
 */
export async function bundle(): Promise<void> {
  rmSync(`${root}dist`, { recursive: true, force: true });
  const agent = { "krane-agent": "src/main/krane-agent.ts" };
  const centre = {
    "krane-collector": "src/main/krane-collector.ts",
    kranectl: "src/main/kranectl.ts",
    "store-worker": "src/collector/store-worker.ts",
  };
  const inventory = { "inventory-worker": "src/host/inventory-worker.ts" };
  const results = await Promise.all(
    [agent, centre, inventory].map((entryPoints) => build({ ...OPTIONS, entryPoints })),
  );
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  writeFileSync(`${root}dist/meta.json`, JSON.stringify({ outputs }));
}
