import type { Finding } from "../../src/core/index.ts";

/** Facts of the way that a record came, not of what happened. */
const OF_THE_WAY = ["krane.kernel.uptime_us", "krane.boot.id", "log.file.path", "host.name"];

/** What findings say, however the log came. */
export function said(findings: readonly Finding[]): unknown[] {
  const all = findings.map(({ detector, status, reason, count, attributes, endsAt }) => {
    const facts = Object.entries(attributes).filter(([name]) => !OF_THE_WAY.includes(name));
    return { detector, status, reason, count, over: endsAt !== undefined, attributes: Object.fromEntries(facts) };
  });
  return all.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
