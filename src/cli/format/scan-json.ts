import { exitCode } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import { saidIn } from "../finding-text.ts";
import type { ScanReport } from "../scan.ts";
import type { Terminal } from "../terminal.ts";
import { findingJson } from "./finding-json.ts";

/** `scan -o json`: one object, schema krane.scan.v1. */
export function scanJson({ status, sources, findings }: ScanReport, { lang }: Terminal, registry: Registry): string {
  const found = findings.map((finding) => findingJson(finding, saidIn(lang, finding, registry)));
  return `${JSON.stringify({ schema: "krane.scan.v1", status, exitCode: exitCode(status), sources, findings: found }, null, 2)}\n`;
}

/** `scan -o ndjson`: one line per finding. */
export function scanNdjson({ findings }: ScanReport, { lang }: Terminal, registry: Registry): string {
  return findings
    .map((finding) => `${JSON.stringify(findingJson(finding, saidIn(lang, finding, registry)))}\n`)
    .join("");
}
