import { type ErrorCode, EXIT_CONFIG, EXIT_USAGE, explainError, kraneCode, printable } from "../core/index.ts";

const CODES: Partial<Record<ErrorCode, number>> = { KRANE_CLI_USAGE: EXIT_USAGE, KRANE_CONFIG_INVALID: EXIT_CONFIG };

/** Says what went wrong and gives the exit code for it. */
export function failed(error: unknown, program: string): number {
  const lines = explainError(error).split("\n").map(printable);
  process.stderr.write(`${program}: ${lines.join("\n  ")}\n`);
  const code = kraneCode(error);
  if (code === "KRANE_CLI_USAGE") process.stderr.write(`${program} --help tells how it is used\n`);
  return (code === undefined ? undefined : CODES[code]) ?? 3;
}
