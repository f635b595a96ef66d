import { defineRule } from "../core/index.ts";

/**
 * Which process of a failing instance it is, as `bosh instances --ps` tells it.
 */
export default defineRule({
  id: "bosh-process-failing",
  title: { en: "BOSH: a process of an instance is failing", ko: "BOSH 인스턴스의 프로세스 failing 상태" },
  source: "record",
  patterns: [
    {
      from: "bosh",
      contains: "Process ",
      match: /^Process [^\n]{1,200} of [\w./-]{1,200}: (?:failing|failed|unknown|unmonitored|not monitored)/,
    },
  ],
  clears: [
    {
      from: "bosh",
      contains: "Process ",
      match: /^Process [^\n]{1,200} of [\w./-]{1,200}: (?:running|stopped)/,
    },
  ],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  identity: ["krane.bosh.instance", "krane.bosh.process"],
  status: "critical",
  reason: "ProcessFailing",
  message: {
    en: "{krane.bosh.instance}: {krane.bosh.process} is {krane.bosh.state}",
    ko: "{krane.bosh.instance}: {krane.bosh.process} {krane.bosh.state} 상태",
  },
  runbook: "bosh-instance-failing",
});
