import { type Attributes, type Check, type CheckResult, type Rule, worst } from "../core/index.ts";
import { runChecks } from "../detect/run-checks.ts";
import { openHost } from "../host/open.ts";
import { type KnownFinding, parseFinding } from "./known-finding.ts";

/** What all results say alike: which runtime the host has, and not which container. */
function common([first, ...others]: readonly CheckResult[]): Attributes {
  const entries = Object.entries(first?.attributes ?? {});
  return Object.fromEntries(entries.filter(([name, value]) => others.every((one) => one.attributes[name] === value)));
}

/**
 * What a check finds on this machine, where its name says that it is a host of a site: whoever is told to look at the runbook there needs the
 * commands of that host, and not those of two regions. Elsewhere nothing is asked, as most who read a runbook are on a machine of their own.
 */
export async function foundHere(detector: Check | Rule): Promise<KnownFinding | undefined> {
  const host = openHost();
  const name = host.site.host;
  if (host.site.region === undefined) return undefined;
  const results = "run" in detector ? await runChecks([detector], host) : [];
  const status = worst(results.map((result) => result.status));
  if (status === "ok" || status === "skipped")
    return { reason: "", message: "", values: { ...common(results), "host.name": name } };
  return parseFinding(JSON.stringify({ host: name, results }), detector.id);
}
