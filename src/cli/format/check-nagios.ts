import { type CheckResult, STATUSES } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";
import { nagiosLine } from "./nagios.ts";

/** Beside what is wrong, which comes first: the line has 4 KiB. */
const MOST_FIGURES = 2048;

/** The numbers that checks say of the host itself, "swap.kib=0"; names of disks and guests are others' text and without bound. */
function figures(results: readonly CheckResult[]): readonly string[] {
  const all = results
    .filter(({ subject }) => subject.type === "host")
    .flatMap(({ attributes }) => Object.entries(attributes))
    .flatMap(([name, value]) => (typeof value === "number" ? [`${name.replace(/^krane\./, "")}=${value}`] : []));
  let room = MOST_FIGURES;
  return [...new Set(all)].filter((figure) => {
    room -= figure.length + 1;
    return room > 0;
  });
}

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
  const perfdata = [...counts, `time=${(durationMs / 1000).toFixed(3)}s`, ...figures(results)].join(" ");
  return nagiosLine(status, troubles, `${results.length} checks`, perfdata);
}
