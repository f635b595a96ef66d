import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));

/** src/detect/folders.ts reads the detector folders when it runs from source; in a bundle they are static imports. */
const detectorFolders: Plugin = {
  name: "detector-folders",
  setup({ onLoad }) {
    onLoad({ filter: /src\/detect\/folders\.ts$/ }, () => {
      const imports: string[] = [];
      const listings = ["checks", "rules", "runbooks"].map((folder) => {
        const files = readdirSync(`${root}src/${folder}`)
          .filter((file) => file.endsWith(".ts"))
          .sort();
        const entries = files.map((file, index) => {
          imports.push(`import ${folder}${index} from "../${folder}/${file}";`);
          return `{ file: ${JSON.stringify(file)}, detector: ${folder}${index} }`;
        });
        return `  ${folder}: [${entries.join(", ")}],`;
      });
      const contents = `${imports.join("\n")}\nexport async function folders() { return {\n${listings.join("\n")}\n}; }\n`;
      return { contents, loader: "ts", resolveDir: `${root}src/detect` };
    });
  },
};

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
 * shared with the others would be cut into a chunk for each set of sharers, and `scan` load 21 files instead of 9 (2 ms).
 */
export async function bundle(): Promise<void> {
  rmSync(`${root}dist`, { recursive: true, force: true });
  const agent = { "krane-agent": "src/main/krane-agent.ts" };
  const centre = {
    "krane-collector": "src/main/krane-collector.ts",
    kranectl: "src/main/kranectl.ts",
    "store-worker": "src/collector/store-worker.ts",
  };
  const results = await Promise.all([agent, centre].map((entryPoints) => build({ ...OPTIONS, entryPoints })));
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  writeFileSync(`${root}dist/meta.json`, JSON.stringify({ outputs }));
}
