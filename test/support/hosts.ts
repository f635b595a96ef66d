import { readFileSync } from "node:fs";
import { layOut, parseFiles } from "./txtar.ts";

/** Lays out the host of test/fixtures/hosts/NAME.txtar, as a captured tree has it. */
export function fixtureHost(name: string): Disposable & { readonly root: string } {
  return layOut(parseFiles(readFileSync(new URL(`../fixtures/hosts/${name}.txtar`, import.meta.url), "utf8")));
}
