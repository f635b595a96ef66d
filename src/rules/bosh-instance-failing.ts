import { defineRule } from "../core/index.ts";

/**
 * A service of monit's group vcap is unmonitored or has an error, or a process of it does (bosh-agent, monit_job_supervisor.go Status). cck
 * finds no problem in it: it asks only whether the agent answers, and looks at disks.
 */
export default defineRule({
  id: "bosh-instance-failing",
  title: { en: "BOSH: an instance is failing", ko: "BOSH 인스턴스 failing 상태" },
  source: "record",
  patterns: [{ from: "bosh", contains: ": failing", match: /^Instance [\w./-]{1,200}: failing/ }],
  clears: [
    { from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ },
    {
      from: "bosh",
      contains: "Instance ",
      match: /^Instance [\w./-]{1,200}: (?:running|stopped)/,
    },
  ],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "InstanceFailing",
  message: {
    en: "{krane.bosh.instance}: failing by its own monit",
    ko: "{krane.bosh.instance}: failing 상태(monit 기준)",
  },
  runbook: "bosh-instance-failing",
});
