import type { Registry } from "../../detect/registry.ts";
import type { ScanReport } from "../scan.ts";
import type { Terminal } from "../terminal.ts";
import { scanJson, scanNdjson } from "./scan-json.ts";
import { scanJunit, scanNagios, scanPrometheus } from "./scan-other.ts";
import { scanText } from "./scan-text.ts";

/** What `scan -o` can write. */
export const FINDING_FORMATS = {
  text: scanText,
  json: scanJson,
  ndjson: scanNdjson,
  nagios: scanNagios,
  junit: scanJunit,
  prometheus: scanPrometheus,
} as const satisfies Readonly<Record<string, (report: ScanReport, screen: Terminal, registry: Registry) => string>>;
