import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { buildAll } from "./build-all.ts";

/** File of one of our programs in dist/. */
export function programFile(name: string): string {
  return fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
}

/** Runs one of our programs on the arguments of this process, under this very node; builds it first where it was never built. */
export async function runProgram(name: string, defaults: Readonly<Record<string, string>> = {}): Promise<void> {
  if (!existsSync(programFile(name))) await buildAll();
  const env = { ...defaults, ...process.env };
  const child = spawn(process.execPath, [programFile(name), ...process.argv.slice(2)], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  });
}
