import { type Answer, denied, notKnown } from "../core/index.ts";

/** One question of a probe as text: `msr {"cpu":0,"register":58}`. */
export function questionKey({ verb, args }: { readonly verb: string; readonly args: object }): string {
  return `${verb} ${JSON.stringify(Object.fromEntries(Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))))}`;
}

function entry(key: string, value: unknown): (readonly [string, Answer<never>])[] {
  if (typeof value !== "object" || value === null || !("why" in value) || typeof value.why !== "string") return [];
  return [[key, "denied" in value && value.denied === true ? denied(value.why) : notKnown(value.why)]];
}

/** extra/no-answer.json of a captured tree: what the host itself could not be asked, and why. Entries that are none are left out. */
export function parseNoAnswers(text: string): ReadonlyMap<string, Answer<never>> {
  try {
    const file: unknown = JSON.parse(text);
    const entries = typeof file === "object" && file !== null ? Object.entries(file) : [];
    return new Map(entries.flatMap(([key, value]) => entry(key, value)));
  } catch {
    return new Map();
  }
}
