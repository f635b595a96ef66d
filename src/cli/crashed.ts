import { explainError, logTo } from "../core/index.ts";

/** The first line of a stack that is ours: where to look. */
function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack.split("\n").find((line) => /^\s+at /.test(line) && !line.includes("node:"));
}

/** Says that something failed which nobody had thought of; gives the exit code. Silence, or Node's exit code 1, would read as a verdict. */
export function crashed(error: unknown): number {
  const log = logTo((line) => void process.stderr.write(line), "agent");
  log("error", "stopped by an error that nobody expected", { error: explainError(error), at: placeOf(error)?.trim() });
  return 3;
}
