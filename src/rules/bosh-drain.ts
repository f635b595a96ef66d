import { defineRule } from "../core/index.ts";
import { DRAIN, POST_STOP, PRE_STOP } from "../parse/bosh/bosh-errors.ts";

/**
 * A script that runs before or behind the stop failed; --skip-drain leaves out pre-stop and drain, never the stop itself.
 */
export default defineRule({
  id: "bosh-drain",
  title: {
    en: "BOSH: a pre-stop, drain or post-stop script failed",
    ko: "BOSH pre-stop/drain/post-stop 스크립트 실패",
  },
  source: "record",
  patterns: [
    { from: "bosh", ...PRE_STOP },
    { from: "bosh", ...DRAIN },
    { from: "bosh", ...POST_STOP },
  ],
  clears: [{ from: "bosh", contains: ": was updated", match: /^Instance [\w./-]{1,200}: was updated/ }],
  attributes: {},
  subject: { type: "service", name: "krane.bosh.instance" },
  status: "critical",
  reason: "StopScriptFailed",
  message: {
    en: "{krane.bosh.instance}: {krane.bosh.script} of {krane.bosh.jobs} failed",
    ko: "{krane.bosh.instance}: {krane.bosh.jobs} {krane.bosh.script} 실패",
  },
  runbook: "bosh-drain",
});
