import { type AgentRule, type Attributes, type CheckResult, defined } from "../core/index.ts";
import { eventFinding } from "./finding.ts";
import { agentOccurrence } from "./occurrence.ts";

/** A state that the agent sees with its own eyes, in the words of a rule; it holds for as long as the agent goes on saying so. */
export function agentCondition(
  rule: AgentRule,
  host: string,
  { attributes, lines = [] }: { readonly attributes: Attributes; readonly lines?: readonly string[] },
): CheckResult {
  const said = eventFinding(agentOccurrence(rule, attributes, 0, { lines }), host);
  return defined({
    check: rule.id,
    status: said.status,
    reason: said.reason,
    message: said.message,
    subject: said.subject,
    attributes: said.attributes,
    evidence: said.evidence,
    case: said.case,
    runbook: said.runbook,
    durationMs: 0,
  });
}
