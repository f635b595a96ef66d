import { readFileSync } from "node:fs";
import type { Rule } from "../../src/core/index.ts";
import { scanText } from "./scan-text.ts";

/** What the rules find in logs of healthy hosts: each is a false alarm. */
export async function quietFindings(file: string, rules: readonly Rule[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const log: { readonly id?: string; readonly text: string } = JSON.parse(line);
    for (const finding of await scanText(log.text, rules))
      found.push(`${log.id ?? "quiet"}: ${finding.detector}: ${finding.message}`);
  }
  return found;
}
