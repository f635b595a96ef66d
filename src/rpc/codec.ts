import { defined, evidenceLines, type Finding, field, KraneError } from "../core/index.ts";
import { attributesMessage, attributesOf } from "./attributes.ts";
import { kindNumber, kindOf, statusNumber, statusOf } from "./enums.ts";
import { optionalText, textOf, timeOf, tokenOf, unsigned, wholeOf } from "./fields.ts";
import { krane } from "./generated/krane.js";
import { subjectMessage, subjectOf } from "./subject.ts";

/** No finding is larger; the bounds of its parts add up to less. */
export const FINDING_BYTES = 64 * 1024;

export function findingMessage(finding: Finding): krane.v1.Finding.$Properties {
  return {
    id: finding.id.toWellFormed(),
    detector: finding.detector.toWellFormed(),
    kind: kindNumber(finding.kind),
    status: statusNumber(finding.status),
    reason: finding.reason.toWellFormed(),
    message: field(finding.message === "" ? finding.reason : finding.message),
    subject: subjectMessage(finding.subject),
    attributes: attributesMessage(finding.attributes),
    evidence: evidenceLines(finding.evidence),
    ...defined({ manualCase: optionalText(finding.case), ticket: optionalText(finding.ticket) }),
    fingerprint: finding.fingerprint.toWellFormed(),
    count: unsigned(finding.count, Number.MAX_SAFE_INTEGER) ?? 0,
    ...defined({
      startsAtMs: unsigned(finding.startsAt),
      lastObservedAtMs: unsigned(finding.lastObservedAt),
      endsAtMs: unsigned(finding.endsAt),
    }),
    runbook: finding.runbook.toWellFormed(),
  };
}

/** A peer's finding, checked in every field and made safe to show; throws KRANE_RPC_INVALID where it is not a finding. */
export function findingOf(message: krane.v1.Finding.$Properties): Finding {
  const optional = {
    case: optionalText(message.manualCase),
    ticket: optionalText(message.ticket),
    startsAt: timeOf("starts_at_ms", message.startsAtMs),
    lastObservedAt: timeOf("last_observed_at_ms", message.lastObservedAtMs),
    endsAt: timeOf("ends_at_ms", message.endsAtMs),
  };
  return {
    id: tokenOf("id", message.id),
    detector: tokenOf("detector", message.detector),
    kind: kindOf(message.kind),
    status: statusOf(message.status),
    reason: tokenOf("reason", message.reason),
    message: textOf("message", message.message),
    subject: subjectOf(message.subject),
    attributes: attributesOf(message.attributes),
    evidence: evidenceLines(message.evidence ?? []),
    fingerprint: tokenOf("fingerprint", message.fingerprint),
    count: wholeOf("count", message.count),
    runbook: tokenOf("runbook", message.runbook),
    ...defined(optional),
  };
}

/** A finding as bytes of the wire, never more than FINDING_BYTES. */
export function encodeFinding(finding: Finding): Uint8Array {
  return krane.v1.Finding.encode(findingMessage(finding)).finish();
}

/** The finding in bytes of the wire; throws KRANE_RPC_INVALID, whatever the bytes are. */
export function decodeFinding(bytes: Uint8Array): Finding {
  if (bytes.length > FINDING_BYTES) throw new KraneError("KRANE_RPC_INVALID", `${bytes.length} bytes are no finding`);
  try {
    return findingOf(krane.v1.Finding.decode(bytes));
  } catch (cause) {
    if (cause instanceof KraneError) throw cause;
    throw new KraneError("KRANE_RPC_INVALID", "decode a finding", { cause });
  }
}
