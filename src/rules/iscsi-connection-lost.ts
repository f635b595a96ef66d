import { defineRule } from "../core/index.ts";

/**
 * The connection to an iSCSI target broke: I/O of its volumes waits (replacement_timeout, two minutes), then fails.
 * drivers/scsi/scsi_transport_iscsi.c and libiscsi.c, 4.4 to 6.12; iscsid says when it is back (usr/initiator.c).
 */
export default defineRule({
  id: "iscsi-connection-lost",
  title: { en: "iSCSI connection lost", ko: "iSCSI 연결 단절" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: ": detected conn error (",
      match: /^ ?(?<connection>connection\d{1,6}:\d{1,3}): detected conn error \((?<error>\d{1,5})\)/,
    },
  ],
  clears: [
    {
      from: "iscsid",
      contains: " is operational after recovery",
      match: /^(?:iscsid: )?(?<connection>connection\d{1,6}:\d{1,3}) is operational after recovery/,
    },
  ],
  attributes: { "krane.iscsi.connection": "connection", "krane.iscsi.error": "error" },
  subject: { type: "device", name: "krane.iscsi.connection" },
  status: "critical",
  reason: "IscsiConnectionLost",
  message: {
    en: "{krane.iscsi.connection}: connection to the iSCSI target lost (error {krane.iscsi.error})",
    ko: "{krane.iscsi.connection}: iSCSI 타깃 연결 단절(오류 {krane.iscsi.error})",
  },
  runbook: "storage-path-lost",
});
