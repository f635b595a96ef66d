import type { Attributes } from "./attributes.ts";

/** A text for people, in each language of the operators. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

export type Lang = keyof Text;

export const LANGS: readonly Lang[] = ["en", "ko"];

/** A name in braces stands for the attribute of that name: "pid {process.pid}". */
const PLACEHOLDER = /\{([a-z][\w.]*)\}/g;

/** The attribute names that `template` needs. */
export function placeholders(template: string): string[] {
  return Array.from(template.matchAll(PLACEHOLDER), (match) => match[1] ?? "");
}

/** `template` with its placeholders filled; lists are joined by ", ", a name without a value stays as it is unless `missing` has a word. */
export function render(template: string, values: Attributes, missing = (name: string) => `{${name}}`): string {
  return template.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    if (value === undefined) return missing(name);
    return typeof value === "object" ? value.join(", ") : String(value);
  });
}
