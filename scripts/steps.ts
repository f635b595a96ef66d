import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** One thing that has to succeed before the next. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<boolean> | boolean;
}

/** A step that runs a program of node_modules; true where it ended well. */
export function program(name: string, file: string, args: readonly string[]): Step {
  return {
    name,
    run: () => spawnSync(`${ROOT}node_modules/${file}`, args, { cwd: ROOT, stdio: "inherit" }).status === 0,
  };
}

/** A step that runs a script under this node. */
export function script(name: string, file: string, args: readonly string[]): Step {
  const run = () =>
    spawnSync(process.execPath, [`${ROOT}${file}`, ...args], { cwd: ROOT, stdio: "inherit" }).status === 0;
  return { name, run };
}

/** Runs steps in order and says how long each took; stops at the first that fails, with exit code 1. */
export async function runSteps(steps: readonly Step[]): Promise<boolean> {
  for (const { name, run } of steps) {
    const startedAt = performance.now();
    const succeeded = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stderr.write(`${succeeded ? "done" : "FAILED"}: ${name} (${seconds} s)\n`);
    if (!succeeded) {
      process.exitCode = 1;
      return false;
    }
  }
  return true;
}
