import { defineRule } from "../core/index.ts";

/**
 * What cck found: a VM that is missing, a disk that is missing, inactive or mounted elsewhere (bosh, problem_scanner).
 */
export default defineRule({
  id: "bosh-problem",
  title: { en: "BOSH: cck found a problem", ko: "BOSH cck 점검 문제 발견" },
  source: "record",
  patterns: [
    {
      from: "bosh",
      contains: "Problem ",
      match:
        /^Problem (?:scan|missing_vm|missing_disk|inactive_disk|mount_info_mismatch|unbound_instance_vm|out_of_sync_vm): /,
    },
  ],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  identity: ["krane.bosh.instance", "krane.bosh.problem"],
  status: "critical",
  reason: "ProblemFound",
  message: {
    en: "{krane.bosh.instance}: {krane.bosh.description}",
    ko: "{krane.bosh.instance}: {krane.bosh.description}",
  },
  runbook: "bosh-problem",
});
