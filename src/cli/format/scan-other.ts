import { type Finding, STATUSES } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import { saidIn } from "../finding-text.ts";
import type { ScanReport } from "../scan.ts";
import type { Terminal } from "../terminal.ts";
import { nagiosLine } from "./nagios.ts";
import { metric } from "./prometheus.ts";
import { xml } from "./xml.ts";

function byStatus(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));
}

/** `scan -o nagios` */
export function scanNagios({ status, sources, findings }: ScanReport, { lang }: Terminal, registry: Registry): string {
  const troubles = byStatus(findings).map((finding) => `${finding.detector}: ${saidIn(lang, finding, registry)}`);
  const counts = STATUSES.map((word) => `${word}=${findings.filter((finding) => finding.status === word).length}`);
  const read = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  return nagiosLine(status, troubles, "nothing found", `${counts.join(" ")} read=${read}B`);
}

/** `scan -o junit`: a failed test case per finding; one that passed where nothing was found. */
export function scanJunit({ findings }: ScanReport, { lang }: Terminal, registry: Registry): string {
  const cases = findings.map((finding) => {
    const message = `${finding.status}: ${saidIn(lang, finding, registry)}`;
    const failure = `<failure type="${xml(finding.reason)}" message="${xml(message)}">${xml(finding.evidence.join("\n"))}</failure>`;
    return `    <testcase classname="krane.rule.${finding.detector}" name="${xml(finding.subject.name)}">${failure}</testcase>\n`;
  });
  const none = '    <testcase classname="krane.scan" name="nothing found"/>\n';
  const suite = `name="krane-agent scan" tests="${Math.max(1, cases.length)}" failures="${cases.length}" errors="0" skipped="0"`;
  const body = cases.length === 0 ? none : cases.join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="krane-agent scan">\n  <testsuite ${suite}>\n${body}  </testsuite>\n</testsuites>\n`;
}

/** `scan -o prometheus`: findings by rule and status; subjects are others' text and without bound, so they are no labels. */
export function scanPrometheus({ sources, findings }: ScanReport): string {
  const counts = new Map<string, number>();
  for (const { detector, status } of findings) {
    const labels = `{detector="${detector}",status="${status}"}`;
    counts.set(labels, (counts.get(labels) ?? 0) + 1);
  }
  const samples = [...counts].map(([labels, count]) => `${labels} ${count}`);
  const sum = (key: "bytes" | "records" | "skipped") => sources.reduce((total, source) => total + source[key], 0);
  return [
    metric("krane_agent_scan_findings", "Findings by rule and status.", samples),
    metric("krane_agent_scan_bytes", "Bytes that were read.", [` ${sum("bytes")}`]),
    metric("krane_agent_scan_records", "Lines that were read.", [` ${sum("records")}`]),
    metric("krane_agent_scan_skipped_records", "Candidate lines that were not understood.", [` ${sum("skipped")}`]),
  ].join("");
}
