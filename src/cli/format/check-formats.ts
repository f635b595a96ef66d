import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import type { Terminal } from "../terminal.ts";
import { checkJson, checkNdjson } from "./check-json.ts";
import { checkJunit } from "./check-junit.ts";
import { checkNagios } from "./check-nagios.ts";
import { checkPrometheus } from "./check-prometheus.ts";
import { checkText } from "./check-text.ts";

/** What `check -o` can write. */
export const CHECK_FORMATS = {
  text: checkText,
  json: checkJson,
  ndjson: checkNdjson,
  nagios: checkNagios,
  junit: checkJunit,
  prometheus: checkPrometheus,
} as const satisfies Readonly<Record<string, (report: CheckReport, screen: Terminal, registry: Registry) => string>>;
