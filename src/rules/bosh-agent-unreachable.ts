import { defineRule } from "../core/index.ts";
import { NOT_PINGED, NOT_SENT } from "../parse/bosh/bosh-errors.ts";

/**
 * The director gets no answer of the agent: the VM is down, cut off from NATS, or its disk is full (bosh, agent_client.rb: RpcTimeout 450002).
 */
export default defineRule({
  id: "bosh-agent-unreachable",
  title: { en: "BOSH: the agent does not answer", ko: "BOSH 에이전트 무응답" },
  source: "record",
  patterns: [
    { from: "bosh", ...NOT_SENT },
    { from: "bosh", ...NOT_PINGED },
    {
      from: "bosh",
      contains: ": unresponsive",
      match: /^Instance [\w./-]{1,200}: unresponsive/,
    },
    { from: "bosh", contains: "Problem unresponsive_agent", match: /^Problem unresponsive_agent: / },
  ],
  clears: [
    { from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ },
    {
      from: "bosh",
      contains: "Instance ",
      match: /^Instance [\w./-]{1,200}: (?:running|failing|starting|stopped)/,
    },
  ],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "AgentUnreachable",
  message: {
    en: "{krane.bosh.instance}: the BOSH agent does not answer the director",
    ko: "{krane.bosh.instance}: BOSH 에이전트가 director 에 응답하지 않음",
  },
  runbook: "bosh-agent-unreachable",
});
