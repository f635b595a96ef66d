import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { biomeConfig } from "../scripts/biome-config.ts";
import { generatedDocs } from "../scripts/generated-docs.ts";
import { LAYERS, PACKAGES } from "../scripts/layers.ts";
import { inputsOf, outputOf, staticClosure } from "./support/bundle.ts";
import { ROOT, ran } from "./support/program.ts";

const HEAVY = ["node:sqlite", "node:http", "node:http2", "node:tls", "node:child_process", "node:worker_threads"];

/** Folders and packages of what a chunk holds: "src/core", "node_modules/yaml". */
function partsOf(inputs: readonly string[]): Set<string> {
  return new Set(inputs.map((input) => input.split("/").slice(0, 2).join("/")));
}

function expectLight(loaded: ReadonlySet<string>): void {
  const parts = partsOf(inputsOf(loaded));
  expect([...parts].filter((part) => part.startsWith("node_modules/"))).toEqual([]);
  const folders = ["agent", "collector", "rpc", "outbox", "uplink", "config"].map((name) => `src/${name}`);
  expect(folders.filter((folder) => parts.has(folder))).toEqual([]);
  expect(HEAVY.filter((module) => loaded.has(module))).toEqual([]);
  expect(parts).toContain("src/core");
}

/** The bundle of all that the agent does but the daemon, which dist/krane-agent.js reads with the code that V8 kept. */
const AGENT = outputOf("src/cli/krane-agent.ts");

/** Files of dist/ and modules of Node that one run of a command loads, as its own loader tells. */
function loadedBy(...args: string[]): Set<string> {
  const tell = `import { registerHooks } from "node:module"; const seen = [];
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    process.on("exit", () => process.stderr.write("\\nloaded=" + JSON.stringify(seen) + "\\n"));`;
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const { err } = ran(process.execPath, ["--import", preload, "dist/krane-agent.js", ...args]);
  const urls: string[] = JSON.parse(/loaded=(.*)/.exec(err)?.[1] ?? "[]");
  return new Set([AGENT, ...urls.map((url) => url.replace(`file://${ROOT}`, ""))]);
}

describe("what a command loads", () => {
  test("check, scan, list and explain load no package and nothing of the daemon's", () => {
    expectLight(staticClosure(["dist/krane-agent.js", AGENT]));
  });

  test.each([
    [["check"]],
    [["scan", "test/fixtures/seeds/guest-oops.dmesg"]],
    [["list"]],
    [["explain", "swap"]],
    [["--help"]],
  ])("%j, as it runs", (args) => {
    const loaded = loadedBy(...args);
    expect(loaded.size).toBeGreaterThan(2);
    expectLight(loaded);
  });

  test("the check would see it: the daemon loads SQLite, gRPC and a codec", () => {
    const loaded = staticClosure(["dist/krane-agent.js", outputOf("src/cli/run.ts")]);
    expect(() => expectLight(loaded)).toThrow();
    expect(loaded).toContain("node:sqlite");
    expect([...partsOf(inputsOf(loaded))]).toEqual(
      expect.arrayContaining(["node_modules/@grpc", "node_modules/protobufjs"]),
    );
  });
});

/** An import at the beginning of a line, or a dynamic one anywhere. */
const IMPORT = /^(?:import|export) (?:[^;"]* from )?"([^".][^"]*)"|\bimport\("([^".][^"]*)"\)/gm;

/** Packages that are imported in a source file, without Node's own modules. */
function packagesIn(file: string): string[] {
  const text = readFileSync(`${ROOT}${file}`, "utf8");
  const names = Array.from(text.matchAll(IMPORT), ([, fixed, dynamic]) => fixed ?? dynamic ?? "");
  const packageOf = (name: string) =>
    name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
  return names.filter((name) => !name.startsWith("node:")).map(packageOf);
}

describe("packages", () => {
  test("each is imported by exactly the file that hides it", () => {
    const files = globSync("src/**/*.ts", { cwd: ROOT });
    const importers = files.flatMap((file) => [...new Set(packagesIn(file))].map((name) => [name, file] as const));
    expect(Object.fromEntries(importers)).toEqual(PACKAGES);
    expect(importers).toHaveLength(Object.keys(PACKAGES).length);
  });

  test("are those of package.json, in exact versions", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
    expect(Object.keys(dependencies).sort()).toEqual(Object.keys(PACKAGES).sort());
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe("generated files are fresh: npm run docs writes them anew", () => {
  test("biome.json", () => {
    expect(readFileSync(`${ROOT}biome.json`, "utf8")).toBe(biomeConfig());
  });

  test("docs", async () => {
    for (const { file, text } of await generatedDocs()) expect(readFileSync(`${ROOT}${file}`, "utf8"), file).toBe(text);
  });
});

test("every folder of src is a layer", () => {
  const folders = new Set(globSync("src/*/*.ts", { cwd: ROOT }).map((file) => file.split("/")[1] ?? ""));
  expect([...folders].sort()).toEqual(Object.keys(LAYERS).sort());
});

test("no file is longer than 300 lines", () => {
  const files = globSync("{src,scripts,bench}/**/*.ts", { cwd: ROOT, exclude: ["src/rpc/generated/**"] });
  const lines = (file: string) => readFileSync(`${ROOT}${file}`, "utf8").split("\n").length - 1;
  expect(files.filter((file) => lines(file) > 300)).toEqual([]);
});
