import type { CheckResult } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";
import { xml } from "./xml.ts";

function outcome(found: CheckResult, message: string): string {
  const { status, reason, evidence } = found;
  const text = xml(evidence.join("\n"));
  switch (status) {
    case "ok":
      return `<system-out>${xml(message)}</system-out>`;
    case "skipped":
      return `<skipped message="${xml(message)}"/>`;
    case "unknown":
      return `<error type="${xml(reason)}" message="${xml(message)}">${text}</error>`;
    case "warning":
    case "critical":
      return `<failure type="${xml(reason)}" message="${status}: ${xml(message)}">${text}</failure>`;
  }
}

/** `check -o junit`: a test case per result; warning and critical are failures, unknown is an error. */
export function checkJunit(
  { host, profile, startedAt, durationMs, results }: CheckReport,
  { lang }: Terminal,
  registry: Registry,
): string {
  const count = (...statuses: string[]) => results.filter(({ status }) => statuses.includes(status)).length;
  const totals = `tests="${results.length}" failures="${count("warning", "critical")}" errors="${count("unknown")}" skipped="${count("skipped")}"`;
  const cases = results.map((found) => {
    const name = found.subject.type === "host" ? found.check : `${found.check} ${found.subject.name}`;
    const body = outcome(found, saidIn(lang, { ...found, detector: found.check }, registry));
    const time = (found.durationMs / 1000).toFixed(3);
    return `    <testcase classname="krane.check.${found.check}" name="${xml(name)}" time="${time}">${body}</testcase>\n`;
  });
  const suite = `name="${xml(host)}" ${totals} time="${(durationMs / 1000).toFixed(3)}" timestamp="${startedAt.toISOString()}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="krane-agent check">\n  <testsuite ${suite}>\n    <properties><property name="profile" value="${xml(profile)}"/></properties>\n${cases.join("")}  </testsuite>\n</testsuites>\n`;
}
