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

/** The codecs, each with its sources under proto/: ours, and what a container runtime says, which is loaded only where there is one. */
const CODECS = [
  { name: "krane", sources: ["grpc/**/*.proto", "krane/**/*.proto"] },
  { name: "cri", sources: ["runtime/**/*.proto"] },
] as const;

function generate(name: string, sources: readonly string[]): void {
  const pbjs = `${root}node_modules/protobufjs-cli/bin/pbjs`;
  const output = ["-t", "static-module", "-w", "esm", "--dependency", "../protobuf.ts", "-d"];
  const files = sources.flatMap((pattern) => globSync(`proto/${pattern}`, { cwd: root })).sort();
  const args = [pbjs, ...output, "-o", `${target}/${name}.js`, ...flags, "-p", "proto", ...files];
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
}

/** Makes src/rpc/generated/*.{js,d.ts} of proto/, where they are not of these very files already. */
export function generateCodecs(): void {
  const inputs = [...globSync("proto/**/*.proto", { cwd: root }).sort(), "scripts/codecs.ts", "package-lock.json"];
  const hash = createHash("sha256")
    .update(inputs.map((file) => readFileSync(`${root}${file}`, "utf8")).join("\0"))
    .digest("hex");
  const stamp = `${target}/stamp`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;

  mkdirSync(target, { recursive: true });
  for (const { name, sources } of CODECS) generate(name, sources);
  writeFileSync(stamp, hash);
}
