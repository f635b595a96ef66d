import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Ran } from "./program.ts";

/** Times and durations differ from run to run. */
function normal(text: string): string {
  return text
    .replace(/"startedAt": "[^"]*"/, '"startedAt": "TIME"')
    .replace(/"durationMs": ?[\d.]+/g, '"durationMs": 0')
    .replace(/timestamp="[^"]*"/, 'timestamp="TIME"')
    .replace(/\btime="[\d.]+"/g, 'time="0.000"')
    .replace(/\btime=[\d.]+s/, "time=0.000s")
    .replace(/^(krane_agent_\w+_seconds(?:\{[^}]*\})?) [\d.e+]+$/gm, "$1 0");
}

/** Holds what a command printed to test/golden/NAME.CODE.ENDING; `npm test -- -u` writes the file anew. */
export async function expectGolden({ code, out }: Ran, name: string, ending: string): Promise<void> {
  const file = fileURLToPath(new URL(`../golden/${name}.${code}.${ending}`, import.meta.url));
  await expect(normal(out)).toMatchFileSnapshot(file);
}
