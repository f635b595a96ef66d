import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const target = `${root}src/rpc/generated`;
const flags = [
  "--force-number",
  "--no-create",
  "--no-verify",
  "--no-delimited",
  "--no-service",
  "--no-convert",
  "--no-typeurl",
];

/** Makes src/rpc/generated/krane.{js,d.ts} of proto/, where they are not of these very files already. */
export function generateCodecs(): void {
  const sources = globSync("proto/**/*.proto", { cwd: root }).sort();
  const inputs = [...sources, "scripts/codecs.ts", "package-lock.json"];
  const hash = createHash("sha256")
    .update(inputs.map((file) => readFileSync(`${root}${file}`, "utf8")).join("\0"))
    .digest("hex");
  const stamp = `${target}/stamp`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;

  mkdirSync(target, { recursive: true });
  const pbjs = `${root}node_modules/protobufjs-cli/bin/pbjs`;
  const output = [
    "-t",
    "static-module",
    "-w",
    "esm",
    "--dependency",
    "../protobuf.ts",
    "-d",
    "-o",
    `${target}/krane.js`,
  ];
  execFileSync(process.execPath, [pbjs, ...output, ...flags, "-p", "proto", ...sources], {
    cwd: root,
    stdio: "inherit",
  });
  writeFileSync(stamp, hash);
}
