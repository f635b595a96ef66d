import { defineRule } from "../core/index.ts";
import { POST_DEPLOY, POST_START } from "../parse/bosh/bosh-errors.ts";

/**
 * All processes run, and the job's own check of them failed: post-start behind each instance, post-deploy behind the whole deployment.
 */
export default defineRule({
  id: "bosh-post-start",
  title: { en: "BOSH: a post-start or post-deploy script failed", ko: "BOSH post-start/post-deploy 스크립트 실패" },
  source: "record",
  patterns: [
    { from: "bosh", ...POST_START },
    { from: "bosh", ...POST_DEPLOY },
  ],
  clears: [{ from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "PostStartFailed",
  message: {
    en: "{krane.bosh.instance}: {krane.bosh.script} of {krane.bosh.jobs} failed, its processes run",
    ko: "{krane.bosh.instance}: {krane.bosh.jobs} {krane.bosh.script} 실패, 프로세스는 실행 중",
  },
  runbook: "bosh-post-start",
});
