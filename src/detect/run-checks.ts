import {
  type Attributes,
  type Check,
  type CheckResult,
  defined,
  evidenceLines,
  explainError,
  field,
  type Host,
  KraneError,
  monotonicMs,
  render,
  type Verdict,
} from "../core/index.ts";
import { COMMON_REASONS } from "./common-reasons.ts";
import { safeAttributes } from "./finding.ts";
import { sharedHost } from "./shared-host.ts";

/** No honest look at a host takes so long; a check that does is `unknown`, and the others do not wait for it. */
const DEADLINE_MS = 10_000;

function failed(error: unknown): Verdict {
  const code: Attributes = error instanceof KraneError ? { "error.type": error.code } : {};
  return { status: "unknown", reason: "ProbeFailed", attributes: { ...code, "error.message": explainError(error) } };
}

/** Whatever a check says is made safe here, once for all who read it. */
function resultOf(check: Check, verdict: Verdict, host: Host, durationMs: number): CheckResult {
  const attributes = safeAttributes(verdict.attributes ?? {});
  const subject = verdict.subject ?? { type: "host" as const, name: host.site.host };
  const text = check.reasons[verdict.reason] ?? COMMON_REASONS[verdict.reason];
  return defined({
    check: check.id,
    status: verdict.status,
    reason: verdict.reason,
    message: field(text === undefined ? verdict.reason : render(text.en, attributes)),
    subject: { ...subject, name: field(subject.name) },
    attributes,
    evidence: evidenceLines(verdict.evidence ?? []),
    case: check.case,
    runbook: check.runbook,
    durationMs,
    keep: verdict.keep && safeAttributes(verdict.keep),
  });
}

async function ask(check: Check, host: Host): Promise<readonly Verdict[]> {
  if (check.requires !== undefined && (await host.stat(check.requires)) === undefined) {
    return [{ status: "skipped", reason: "NotApplicable", attributes: { "krane.requires": check.requires } }];
  }
  const said = await check.run(host);
  return Array.isArray(said) ? said : [said as Verdict];
}

async function withinDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const tell = () => reject(new KraneError("KRANE_HOST_DEADLINE", `no answer within ${ms / 1000} s`));
    timer = setTimeout(tell, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks one check; whatever goes wrong is `unknown`, never a fault of the host. `ended` is called when the check has let go of the host,
 * which may be long behind the deadline.
 */
export async function runCheck(check: Check, host: Host, ended?: () => void): Promise<readonly CheckResult[]> {
  const startedAt = monotonicMs();
  let verdicts: readonly Verdict[];
  try {
    verdicts = await withinDeadline(ask(check, host).finally(ended), DEADLINE_MS);
  } catch (error) {
    verdicts = [failed(error)];
  }
  const durationMs = monotonicMs() - startedAt;
  return verdicts.map((verdict) => resultOf(check, verdict, host, durationMs));
}

/** Asks all checks at once; results in the order of the checks. */
export async function runChecks(checks: readonly Check[], host: Host): Promise<readonly CheckResult[]> {
  const shared = sharedHost(host);
  const results = await Promise.all(checks.map((check) => runCheck(check, shared)));
  return results.flat();
}
