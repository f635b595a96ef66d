import { readFileSync } from "node:fs";
import { biomeConfig } from "./biome-config.ts";
import { program, type Step, script } from "./steps.ts";

const freshLayers: Step = {
  name: "biome.json is made of scripts/layers.ts",
  run() {
    if (readFileSync(new URL("../biome.json", import.meta.url), "utf8") === biomeConfig()) return true;
    process.stderr.write("biome.json is stale: npm run docs writes it anew\n");
    return false;
  },
};

/** Formatter and linter, types, and the wire contract. */
export const LINT_STEPS: readonly Step[] = [
  freshLayers,
  program("format and lint (biome)", "@biomejs/cli-linux-x64/biome", ["check", "--error-on-warnings", "."]),
  script("types (tsc)", "node_modules/typescript/bin/tsc", []),
  program("wire contract (buf lint)", "@bufbuild/buf-linux-x64/bin/buf", ["lint", "proto"]),
  program("wire contract (buf format)", "@bufbuild/buf-linux-x64/bin/buf", [
    "format",
    "--diff",
    "--exit-code",
    "proto",
  ]),
];
