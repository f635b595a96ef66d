import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../../src/core/index.ts";
import { scanText } from "./scan-text.ts";

/** Logs of one machine, the first that is there counts. */
const LOGS = ["kmsg.raw", "dmesg.txt", "serial.txt"];

/** What was done to each machine of `folder` on purpose, and what the rules found in its log. */
export async function crashFindings(folder: string, rules: readonly Rule[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const log = LOGS.find((file) => existsSync(join(folder, name, file)));
    if (log === undefined) continue;
    const { truth } = JSON.parse(readFileSync(join(folder, name, "labels.json"), "utf8"));
    const findings = await scanText(readFileSync(join(folder, name, log), "utf8"), rules);
    const said = findings.map(({ detector, count, attributes }) =>
      `${detector} x${count} ${attributes["krane.thread"] ?? ""}`.trim(),
    );
    lines.push(`${name} (${truth.event}): ${said.join("; ") || "nothing"}`);
  }
  return lines;
}
