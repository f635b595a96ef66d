import { defineRule } from "../core/index.ts";

/**
 * A SAS controller repeats and drops commands on the way to a disk: cable, backplane or disk. Single ones are ordinary, at boot above all;
 * only those of the protocol layer, PL, count. drivers/scsi/mpt3sas/mpt3sas_base.c, _base_sas_log_info(), 4.4 to 6.12.
 */
export default defineRule({
  id: "sas-link-errors",
  title: { en: "SAS link errors", ko: "SAS 링크 오류" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "originator(PL)",
      match: /^(?<controller>mpt[23]sas(?:_cm)?\d{1,3}): log_info\((?<code>0x[0-9a-f]{8})\): originator\(PL\)/,
    },
  ],
  attributes: { "krane.raid.controller": "controller", "krane.sas.log_info": "code" },
  subject: { type: "device", name: "krane.raid.controller" },
  status: "warning",
  reason: "SasLinkErrors",
  message: {
    en: "{krane.raid.controller}: SAS link errors, log_info {krane.sas.log_info}",
    ko: "{krane.raid.controller}: SAS 링크 오류 반복, log_info {krane.sas.log_info}",
  },
  threshold: { count: 20, window: "10m" },
  runbook: "disk-failing",
  case: "4.6",
});
