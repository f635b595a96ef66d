import { createRequire } from "node:module";
import type { Script } from "node:vm";

type Import = (specifier: string) => Promise<unknown>;

/** A bundle in one file: a function of what the files of CommonJS have. */
type Bundle = (require: NodeJS.Require, module: { exports: object }, load: Import) => void;

// Imported in the usual way they would come with all that they export: node:fs costs 2.5 ms, as its promises want the streams.
const require = createRequire(import.meta.url);
const { existsSync, readFileSync }: typeof import("node:fs") = require("node:fs");
const { fileURLToPath }: typeof import("node:url") = require("node:url");
const vm: typeof import("node:vm") = require("node:vm");

/** The script `name` beside the module `url`. */
export function scriptBeside(url: string, name: string): string {
  return fileURLToPath(new URL(name, url));
}

/** Where the code is kept that V8 made of a script for `command`: for each only what that one runs, as all of it is read at the start. */
export function codeOf(file: string, command: string | undefined): string {
  return command === "scan" ? `${file}.scan.code` : `${file}.code`;
}

/** A script with the code that was kept of it; another V8, or other flags of V8, refuse that and compile each function when it is called. */
export function compileScript(file: string, command: string | undefined): Script {
  const code = codeOf(file, command);
  const cachedData = existsSync(code) ? readFileSync(code) : undefined;
  return new vm.Script(readFileSync(file, "latin1"), { filename: file, cachedData });
}

/** What the module exports that the script begins with. */
export function runScript(script: Script, file: string): object {
  const module = { exports: {} };
  const bundle: Bundle = script.runInThisContext();
  // A script has no import() of its own but behind a flag of Node.
  bundle(createRequire(file), module, (specifier) => import(specifier));
  return module.exports;
}
