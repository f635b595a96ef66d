import type { LogFormat } from "../../core/index.ts";
import { parseMixedLine, sniffFormat } from "./log-line.ts";

/** Lines that are looked at: a boot begins with some that have no wall clock in some logs. */
const MOST_LINES = 500;

/** Time of the first record with one in a log's beginning, ms since the epoch; undefined where none has. */
export function firstTime(beginning: string, format: LogFormat | "auto", now: number): number | undefined {
  const main = format === "auto" ? sniffFormat(beginning) : format;
  for (const line of beginning.split("\n", MOST_LINES)) {
    const timestamp = parseMixedLine(line.replace(/^\0+/, ""), main, { now })?.timestamp;
    if (timestamp !== undefined) return timestamp;
  }
  return undefined;
}
