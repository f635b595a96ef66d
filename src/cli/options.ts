import { type ParseArgsConfig, parseArgs } from "node:util";
import { KraneError, LANGS, type Lang } from "../core/index.ts";
import type { Terminal } from "./terminal.ts";

/** Options that every command has. */
export const COMMON_OPTIONS = { help: { type: "boolean", short: "h" } } as const satisfies ParseArgsConfig["options"];

/** parseArgs of Node, strict; whatever it does not take is KRANE_CLI_USAGE. */
export function parseOptions<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new KraneError("KRANE_CLI_USAGE", error instanceof Error ? error.message : String(error));
  }
}

/** One of `choices`, or a usage error that names them. */
export function choice<T extends string>(
  option: string,
  value: string | undefined,
  choices: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const found = choices.find((candidate) => candidate === value);
  if (found === undefined)
    throw new KraneError("KRANE_CLI_USAGE", `${option} ${value}: choose one of ${choices.join(", ")}`);
  return found;
}

/** The language of --lang; undefined where it was not given. */
export function langOption(value: string | undefined): Lang | undefined {
  return value === undefined ? undefined : choice("--lang", value, LANGS, "en");
}

/** "a,b, c" -> the ids; each must be one of `ids`. */
export function idList(
  option: string,
  value: string | undefined,
  ids: readonly string[],
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const wanted = value
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const strange = wanted.find((id) => !ids.includes(id));
  if (strange !== undefined)
    throw new KraneError("KRANE_CLI_USAGE", `${option} ${strange}: there is none; choose of ${ids.join(", ")}`);
  return wanted;
}

/** The keys of a table of choices. */
export function keysOf<T extends object>(choices: T): readonly (keyof T & string)[] {
  return Object.keys(choices) as (keyof T & string)[];
}

/** Shows a help text; exit code 0. */
export function printHelp(text: string, screen: Terminal): number {
  screen.write(text);
  return 0;
}
