import type { Finding } from "../../core/index.ts";

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** A finding with all its keys, in the order that readers see; times are ISO 8601, null where the log has no clock. */
export function findingJson(finding: Finding, message: string) {
  return {
    id: finding.id,
    detector: finding.detector,
    kind: finding.kind,
    status: finding.status,
    reason: finding.reason,
    message,
    subject: finding.subject,
    attributes: finding.attributes,
    evidence: finding.evidence,
    case: finding.case ?? null,
    ticket: finding.ticket ?? null,
    fingerprint: finding.fingerprint,
    count: finding.count,
    startsAt: iso(finding.startsAt),
    lastObservedAt: iso(finding.lastObservedAt),
    endsAt: iso(finding.endsAt),
    runbook: finding.runbook,
  };
}
