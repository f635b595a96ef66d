import { STATUSES } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";
import { nagiosLine } from "./nagios.ts";

/** `check -o nagios`: one line, the worst first, with performance data. */
export function checkNagios(
  { status, durationMs, results }: CheckReport,
  { lang }: Terminal,
  registry: Registry,
): string {
  const troubles = results
    .filter(({ status }) => status !== "ok" && status !== "skipped")
    .sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status))
    .map((found) => `${found.check}: ${saidIn(lang, { ...found, detector: found.check }, registry)}`);
  const counts = STATUSES.map((word) => `${word}=${results.filter(({ status }) => status === word).length}`);
  const perfdata = `${counts.join(" ")} time=${(durationMs / 1000).toFixed(3)}s`;
  return nagiosLine(status, troubles, `${results.length} checks`, perfdata);
}
