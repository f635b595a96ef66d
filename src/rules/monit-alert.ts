import { defineRule } from "../core/index.ts";

/** A test of monit's fails while the process runs; for BOSH the whole VM is "failing" then (bosh-agent: any status that is not 0). */
export default defineRule({
  id: "monit-alert",
  title: { en: "A test of monit fails", ko: "monit 점검 항목 이상" },
  source: "record",
  patterns: [
    {
      from: "monit-client",
      contains: " failed",
      match:
        /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>(?:Checksum|Timestamp|Size|Connection|Permission|UID|GID|Uid|Gid|ICMP|PING|Content|PID|PPID|Status|Uptime|Heartbeat|Filesystem flags) failed)/,
    },
    {
      from: "monit-client",
      contains: "Resource limit matched",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>Resource limit matched)/,
    },
    {
      from: "monit-client",
      contains: "Data access error",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>Data access error)/,
    },
    {
      from: "monit-client",
      contains: "Does not exist",
      match: /^(?:File|Directory|Filesystem|Fifo|Program|Network) '(?<name>[^'\n]{1,255})' (?<state>Does not exist)/,
    },
    {
      from: "monit",
      contains: "resource limit",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>[\w ]{1,48} of [^\s\n]{1,32} matches resource limit) /,
    },
    {
      from: "monit",
      contains: "cannot open a connection",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>failed, cannot open a connection) /,
    },
    {
      from: "monit",
      contains: "failed protocol test",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>failed protocol test) /,
    },
  ],
  attributes: { "service.name": "name", "krane.monit.state": "state" },
  subject: { type: "service", name: "service.name" },
  status: "warning",
  reason: "AlertCondition",
  message: { en: "{service.name}: {krane.monit.state}", ko: "{service.name}: {krane.monit.state}" },
  runbook: "monit-service",
  case: "4.10",
});
