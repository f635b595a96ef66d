import { readFileSync } from "node:fs";

interface Output {
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

const META = new URL("../../dist/meta.json", import.meta.url);
const outputs = new Map<string, Output>(Object.entries(JSON.parse(readFileSync(META, "utf8")).outputs));

/** The file of dist/ that begins with the module `source`. */
export function outputOf(source: string): string {
  const found = [...outputs].find(([, { entryPoint }]) => entryPoint === source);
  if (found === undefined) throw new Error(`${source} is no entry of a chunk`);
  return found[0];
}

/** Whatever is loaded with `files`, before anything runs: files of dist/, and modules of Node. */
export function staticClosure(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [...files];
  for (const file of queue) {
    if (reached.has(file)) continue;
    reached.add(file);
    const imports = outputs.get(file)?.imports ?? [];
    queue.push(...imports.filter(({ kind }) => kind !== "dynamic-import").map(({ path }) => path));
  }
  return reached;
}

/** Source files that stand in files of dist/. */
export function inputsOf(files: Iterable<string>): readonly string[] {
  return [...files].flatMap((file) => Object.keys(outputs.get(file)?.inputs ?? {}));
}
