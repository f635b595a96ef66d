import { type ErrorCode, EXIT_CONFIG, EXIT_USAGE, explainError, kraneCode, printable } from "../core/index.ts";
import { writeErr } from "./write-out.ts";

const CODES: Partial<Record<ErrorCode, number>> = { KRANE_CLI_USAGE: EXIT_USAGE, KRANE_CONFIG_INVALID: EXIT_CONFIG };

/** Says what went wrong and gives the exit code for it. */
export function failed(error: unknown, program: string): number {
  const lines = explainError(error).split("\n").map(printable);
  writeErr(`${program}: ${lines.join("\n  ")}\n`);
  const code = kraneCode(error);
  if (code === "KRANE_CLI_USAGE") writeErr(`${program} --help tells how it is used\n`);
  return (code === undefined ? undefined : CODES[code]) ?? 3;
}
