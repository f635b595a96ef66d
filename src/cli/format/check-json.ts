import type { CheckResult } from "../../core/index.ts";
import { exitCode, type Lang } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";

/** One result, with the keys that readers may rely on. */
function resultJson(result: CheckResult, lang: Lang, registry: Registry) {
  return {
    check: result.check,
    status: result.status,
    reason: result.reason,
    message: saidIn(lang, { ...result, detector: result.check }, registry),
    subject: result.subject,
    attributes: result.attributes,
    evidence: result.evidence,
    case: result.case ?? null,
    runbook: result.runbook,
    durationMs: rounded(result.durationMs),
  };
}

function rounded(ms: number): number {
  return Number(ms.toFixed(3));
}

/** `check -o json`: one object, schema krane.check.v1. */
export function checkJson(
  { host, profile, status, startedAt, durationMs, results }: CheckReport,
  { lang }: Terminal,
  registry: Registry,
): string {
  const report = {
    schema: "krane.check.v1",
    host,
    profile,
    status,
    exitCode: exitCode(status),
    startedAt: startedAt.toISOString(),
    durationMs: rounded(durationMs),
    results: results.map((result) => resultJson(result, lang, registry)),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** `check -o ndjson`: one line per result. */
export function checkNdjson({ host, results }: CheckReport, { lang }: Terminal, registry: Registry): string {
  return results.map((found) => `${JSON.stringify({ host, ...resultJson(found, lang, registry) })}\n`).join("");
}
