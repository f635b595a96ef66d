import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { ROOT, ran } from "./support/program.ts";

const BIOME = `${ROOT}node_modules/@biomejs/cli-linux-x64/biome`;
const BUF = `${ROOT}node_modules/@bufbuild/buf-linux-x64/bin/buf`;

/** A tree with our configuration and seeded faults in it: biome lints no file that is not there. */
const tree = temporaryFolder();
afterAll(() => tree[Symbol.dispose]());
copyFileSync(`${ROOT}biome.json`, join(tree.path, "biome.json"));

function seed(path: string, text: string): string {
  const file = join(tree.path, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** What the linter finds in one seeded file: "lint/style/noEnum". */
function found(path: string, text: string): readonly string[] {
  const { out } = ran(BIOME, ["lint", "--reporter=json", seed(path, text)], { cwd: tree.path });
  const { diagnostics } = JSON.parse(out);
  return diagnostics.map(({ category }: { category: string }) => category);
}

const RESTRICTED = "lint/style/noRestrictedImports";

function imports(path: string, imported: string): readonly string[] {
  return found(path, `import * as x from "${imported}";\n\nexport const y = x;\n`);
}

describe("layers are errors", () => {
  test.each([
    ["core imports Node", "src/core/seeded.ts", "node:fs"],
    ["core imports another layer", "src/core/seeded.ts", "../parse/kmsg.ts"],
    ["parse imports Node", "src/parse/seeded.ts", "node:path"],
    ["parse imports the host", "src/parse/seeded.ts", "../host/open.ts"],
    ["a check imports Node", "src/checks/seeded.ts", "node:fs"],
    ["a check imports the host", "src/checks/seeded.ts", "../host/open.ts"],
    ["a check imports a package", "src/checks/seeded.ts", "yaml"],
    ["a check imports another check", "src/checks/seeded.ts", "./swap.ts"],
    ["a rule imports detect", "src/rules/seeded.ts", "../detect/fold.ts"],
    ["a runbook imports parse", "src/runbooks/seeded.ts", "../parse/site.ts"],
    ["detect imports the agent", "src/detect/seeded.ts", "../agent/agent.ts"],
    ["sources import detect", "src/sources/seeded.ts", "../detect/fold.ts"],
    ["the collector imports the agent", "src/collector/seeded.ts", "../agent/agent.ts"],
    ["cli/format imports the outbox", "src/cli/format/seeded.ts", "../../outbox/outbox.ts"],
    ["a second file imports gRPC", "src/uplink/seeded.ts", "@grpc/grpc-js"],
    ["a second file imports yaml", "src/host/seeded.ts", "yaml"],
    ["a second file imports a part of protobufjs", "src/rpc/seeded.ts", "protobufjs/minimal.js"],
  ])("%s", (_, path, imported) => {
    expect(imports(path, imported)).toContain(RESTRICTED);
  });

  test.each([
    ["src/checks/seeded.ts", "../core/index.ts"],
    ["src/checks/seeded.ts", "../parse/swaps.ts"],
    ["src/config/yaml.ts", "yaml"],
    ["src/rpc/grpc.ts", "@grpc/grpc-js"],
    ["src/cli/seeded.ts", "../agent/agent.ts"],
    ["src/detect/seeded.ts", "node:fs"],
  ])("%s may import %s", (path, imported) => {
    expect(imports(path, imported)).toEqual([]);
  });
});

describe("the style of the house is an error", () => {
  test.each([
    ["suspicious/noExplicitAny", "export const x = (y: any): unknown => y;\n"],
    ["style/noNonNullAssertion", "export const x = (y?: string): number => y!.length;\n"],
    ["style/noEnum", "export enum X {\n  A,\n}\n"],
    ["style/useThrowOnlyError", 'export function x(): never {\n  throw "text";\n}\n'],
    ["suspicious/noConsole", 'console.log("x");\n'],
  ])("%s", (rule, text) => {
    expect(found("src/detect/seeded.ts", text)).toContain(`lint/${rule}`);
  });
});

describe("a floating promise is an error", () => {
  const use = (call: string) => `import { work } from "./work.ts";\n\nexport function start(): void {\n  ${call};\n}\n`;
  seed("src/agent/work.ts", "export async function work(): Promise<number> {\n  return 1;\n}\n");

  test("also where only another file tells that it is one", () => {
    expect(found("src/agent/floating.ts", use("work()"))).toEqual(["lint/nursery/noFloatingPromises"]);
  });

  test("and none where somebody says that nobody waits for it", () => {
    expect(found("src/agent/left.ts", use("void work()"))).toEqual([]);
  });
});

test("the wire contract is lint-clean, and a bad one is not", () => {
  expect(ran(BUF, ["lint", "proto"])).toMatchObject({ code: 0, out: "" });
  seed("proto/bad.proto", 'syntax = "proto3";\n\nmessage lower_case {\n  string BadName = 1;\n}\n');
  expect(ran(BUF, ["lint", join(tree.path, "proto")]).code).toBe(100);
});
