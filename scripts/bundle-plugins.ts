import { readdirSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));

const FOLDERS = ["checks", "rules", "runbooks"];

/** src/detect/folders.ts reads the detector folders when it runs from source; in a bundle each is a module of static imports. */
export const detectorFolders: Plugin = {
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

/** Puts what was chosen for the rules' literals in the place of src/detect/gram-places.ts. */
export function gramPlaces(places: Readonly<Record<string, readonly number[]>>): Plugin {
  const contents = `export const GRAM_PLACES = ${JSON.stringify(places)};\n`;
  return {
    name: "gram-places",
    setup({ onLoad }) {
      onLoad({ filter: /src\/detect\/gram-places\.ts$/ }, () => ({ contents, loader: "ts" }));
    },
  };
}

/** Stands for the module `source` in an entry: what it exports as `name` comes from the script `file`, which lies beside the entry. */
export function fromScript(source: string, name: string, file: string): Plugin {
  const contents = `import { compileScript, runScript, scriptBeside } from "../main/script.ts";
const file = scriptBeside(import.meta.url, ${JSON.stringify(basename(file))});
export const { ${name} } = runScript(compileScript(file, process.argv[2]), file);\n`;
  return {
    name: "from-script",
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`${source}$`) }, () => ({ contents, loader: "ts", resolveDir: `${root}src/cli` }));
    },
  };
}

/** Leaves what is imported dynamically to another bundle, but for `kept`; tells `found` the source files of the entries it needs. */
export function farImports(kept: string, found: Map<string, string>): Plugin {
  return {
    name: "far-imports",
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import" || path === kept) return undefined;
        const name = basename(path, ".ts");
        found.set(name, relative(root, resolve(resolveDir, path)));
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}
