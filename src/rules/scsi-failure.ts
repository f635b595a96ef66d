import { defineRule } from "../core/index.ts";

/**
 * A SCSI or SAS disk does not answer or was put offline: what is on it is gone until somebody acts (manual 4.9). hostbyte=DID_OK says that
 * the disk answered; then its sense data and disk-io-error tell. drivers/scsi/scsi_error.c, scsi_lib.c, scsi_logging.c, sd.c and
 * mpt3sas/mpt3sas_scsih.c, 4.4 to 6.12 ("cmd_age=" since 5.14, "outstanding for" since 5.5). Attached again, it is over.
 */
export default defineRule({
  id: "scsi-failure",
  title: { en: "SCSI disk does not answer", ko: "SCSI 디스크 무응답" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "rejecting I/O to ",
      match:
        /^(?:sd|scsi) (?<address>\d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}): (?:\[sd[a-z]{1,4}\] )?(?<failure>rejecting I\/O to (?:offline|dead) device)/,
    },
    {
      from: "kernel",
      contains: "Device offlined - ",
      match:
        /^(?:sd|scsi) (?<address>\d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}): (?:\[sd[a-z]{1,4}\] )?(?<failure>Device offlined) - /,
    },
    {
      from: "kernel",
      contains: " Result: hostbyte=",
      match:
        /^sd (?<address>\d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}): (?:\[sd[a-z]{1,4}\] )?(?:tag#\d{1,5} )?(?:FAILED|UNKNOWN\(0x[0-9a-f]{1,8}\)) Result: (?<failure>hostbyte=(?:DID_[A-NP-Z][A-Z_]{1,32}|0x(?:0[1-9a-f]|[1-9a-f][0-9a-f])))/,
    },
    {
      from: "kernel",
      contains: "attempting task abort!",
      match: /^sd (?<address>\d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}): (?<failure>attempting task abort)!/,
    },
    {
      from: "kernel",
      contains: "timing out command, waited ",
      match:
        /^sd (?<address>\d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}): (?:\[sd[a-z]{1,4}\] )?(?:tag#\d{1,5} )?(?<failure>timing out command), waited /,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "] Attached SCSI disk",
      match: /^sd (?<address>\d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}): \[sd[a-z]{1,4}\] Attached SCSI disk/,
    },
  ],
  attributes: { "krane.scsi.address": "address", "krane.disk.failure": "failure" },
  subject: { type: "disk", name: "krane.scsi.address" },
  status: "critical",
  reason: "ScsiDiskFailed",
  message: {
    en: "{krane.scsi.address}: SCSI disk does not answer: {krane.disk.failure}",
    ko: "{krane.scsi.address}: SCSI 디스크 무응답: {krane.disk.failure}",
  },
  runbook: "disk-failing",
  case: "4.9",
});
