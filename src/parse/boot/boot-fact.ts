import type { Answer } from "../../core/index.ts";

/** The last line of the boot that `pattern` finds; undefined where there is none, or the boot's lines are not to be had. */
export function lastBootLine(log: Answer<string> | undefined, pattern: RegExp): string | undefined {
  if (log === undefined || !log.known) return undefined;
  return log.value.split("\n").findLast((line) => pattern.test(line));
}
