import { fstatSync } from "node:fs";
import { styleText } from "node:util";
import { LANGS, type Lang, type Status } from "../core/index.ts";
import { STDOUT, writeErr, writeOut } from "./write-out.ts";

/** Where a command writes, and how its reader sees it. */
export interface Terminal {
  readonly lang: Lang;
  write(text: string): void;
  warn(text: string): void;
  /** `text` in the colour of a status, where the reader has colours. */
  colour(status: Status, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  /** A time as its reader wants it; the local date and clock where absent. */
  readonly time?: (ms: number) => string;
}

const COLOURS: Readonly<Record<Status, Parameters<typeof styleText>[0]>> = {
  ok: "green",
  warning: "yellow",
  critical: ["red", "bold"],
  unknown: "magenta",
  skipped: "dim",
};

/** Never against NO_COLOR (no-color.org). */
export function wantsColour(env: NodeJS.ProcessEnv): boolean {
  return (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
}

/** Colours only on a terminal. Node's stream is made only where it may be one: it costs 4 ms. */
function hasColour(env: NodeJS.ProcessEnv): boolean {
  return wantsColour(env) && fstatSync(STDOUT).isCharacterDevice() && process.stdout.isTTY === true;
}

/** The language that the environment asks for: Korean where the locale is, else English. */
function langOf(env: NodeJS.ProcessEnv): Lang {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return LANGS.find((lang) => locale.startsWith(lang)) ?? "en";
}

export function terminal(lang: Lang | undefined, env: NodeJS.ProcessEnv = process.env): Terminal {
  const colours = hasColour(env);
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    lang: lang ?? langOf(env),
    write: writeOut,
    warn: writeErr,
    colour: (status, text) => style(COLOURS[status], text),
    bold: (text) => style("bold", text),
    dim: (text) => style("dim", text),
  };
}
