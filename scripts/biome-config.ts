import { execFileSync } from "node:child_process";
import { LAYERS, PACKAGES } from "./layers.ts";

const packagePatterns = (names: readonly string[]) => ({
  group: names.flatMap((name) => [name, `${name}/*`]),
  message: `each npm package is imported by exactly one file: ${names.map((name) => `${name} by ${PACKAGES[name]}`).join(", ")}`,
});

function layer(name: string) {
  const { sees, node } = LAYERS[name] ?? { sees: [], node: false };
  const hidden = Object.keys(LAYERS).filter((other) => other !== name && !sees.includes(other));
  const layers = {
    group: hidden.flatMap((other) => [`../${other}/*`, `../../${other}/*`]),
    message: `src/${name} sees only: ${["itself", ...sees].join(", ")}`,
  };
  const siblings = { group: ["./*"], message: "detectors do not import each other" };
  const builtins = {
    group: ["*", "*/**", "!./**", "!../**"],
    message: `src/${name} imports neither Node nor packages`,
  };
  const detector = name === "checks" || name === "rules" || name === "runbooks";
  return [layers, ...(node ? [] : [builtins]), ...(detector ? [siblings] : [])];
}

const restricted = (patterns: readonly object[]) => ({
  linter: { rules: { style: { noRestrictedImports: { level: "error", options: { patterns } } } } },
});

const overrides = Object.keys(LAYERS).map((name) => {
  const own = Object.keys(PACKAGES);
  return { includes: [`src/${name}/**`], ...restricted([...layer(name), packagePatterns(own)]) };
});

const owners = Object.entries(PACKAGES).map(([owned, file]) => {
  const others = Object.keys(PACKAGES).filter((name) => name !== owned);
  const name = file.split("/")[1] ?? "";
  return { includes: [file], ...restricted([...layer(name), packagePatterns(others)]) };
});

const config = {
  $schema: "./node_modules/@biomejs/cli-linux-x64/configuration_schema.json",
  files: {
    includes: [
      "**",
      "!**/node_modules",
      "!**/dist",
      "!**/.krane",
      "!src/rpc/generated",
      "!test/fixtures",
      "!test/golden",
      "!package-lock.json",
      "!**/*.md",
    ],
  },
  formatter: { indentStyle: "space", indentWidth: 2, lineWidth: 120 },
  javascript: { formatter: { quoteStyle: "double", semicolons: "always", trailingCommas: "all" } },
  json: { formatter: { enabled: true } },
  linter: {
    rules: {
      preset: "recommended",
      complexity: { noExcessiveCognitiveComplexity: { level: "error", options: { maxAllowedComplexity: 12 } } },
      nursery: { noFloatingPromises: "error", noMisusedPromises: "error", useExhaustiveSwitchCases: "error" },
      style: {
        noNonNullAssertion: "error",
        useImportType: "error",
        noParameterProperties: "error",
        noEnum: "error",
        useThrowOnlyError: "error",
      },
      suspicious: { noExplicitAny: "error", noConsole: "error", noControlCharactersInRegex: "off" },
    },
  },
  overrides: [
    ...overrides,
    ...owners,
    {
      includes: ["src/cli/**", "src/main/**", "scripts/**", "bench/**"],
      linter: { rules: { suspicious: { noConsole: "off" } } },
    },
    {
      includes: ["src/checks/**", "src/rules/**", "src/runbooks/**", "*.config.ts"],
      linter: { rules: { style: { noDefaultExport: "off" } } },
    },
  ],
};

const BIOME = new URL("../node_modules/@biomejs/cli-linux-x64/biome", import.meta.url).pathname;

/** Text of biome.json, in its own format: the style of the house, and the layers of src/ as errors. */
export function biomeConfig(): string {
  return execFileSync(BIOME, ["format", "--stdin-file-path=biome.json"], {
    input: JSON.stringify(config),
    encoding: "utf8",
  });
}
