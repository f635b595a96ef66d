import { type CheckResult, defined, evidenceLines, field } from "../core/index.ts";
import { attributesMessage, attributesOf } from "./attributes.ts";
import { statusNumber, statusOf } from "./enums.ts";
import { optionalText, textOf, tokenOf } from "./fields.ts";
import type { krane } from "./generated/krane.js";
import { subjectMessage, subjectOf } from "./subject.ts";

function duration(ms: number | null | undefined): number {
  return Number.isFinite(ms) ? Math.max(0, ms ?? 0) : 0;
}

export function checkResultMessage(result: CheckResult): krane.v1.CheckResult.$Properties {
  return {
    check: result.check.toWellFormed(),
    status: statusNumber(result.status),
    reason: result.reason.toWellFormed(),
    message: field(result.message === "" ? result.reason : result.message),
    subject: subjectMessage(result.subject),
    attributes: attributesMessage(result.attributes),
    evidence: evidenceLines(result.evidence),
    ...defined({ manualCase: optionalText(result.case) }),
    runbook: result.runbook.toWellFormed(),
    durationMs: duration(result.durationMs),
  };
}

/** A peer's check result, checked and made safe; throws KRANE_RPC_INVALID where it is none. */
export function checkResultOf(message: krane.v1.CheckResult.$Properties): CheckResult {
  return {
    check: tokenOf("check", message.check),
    status: statusOf(message.status),
    reason: tokenOf("reason", message.reason),
    message: textOf("message", message.message),
    subject: subjectOf(message.subject),
    attributes: attributesOf(message.attributes),
    evidence: evidenceLines(message.evidence ?? []),
    ...defined({ case: optionalText(message.manualCase) }),
    runbook: tokenOf("runbook", message.runbook),
    durationMs: duration(message.durationMs),
  };
}
