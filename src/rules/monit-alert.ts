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
        /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>(?:Checksum|Timestamp|Size|Permission|UID|GID|Uid|Gid|Content|PID|PPID|Status|Uptime|Heartbeat|Speed|Filesystem flags) failed)/,
    },
    {
      from: "monit-client",
      contains: " exceeded",
      match:
        /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>(?:Saturation|Download bytes|Upload bytes|Download packets|Upload packets) exceeded)/,
    },
    {
      from: "monit-client",
      contains: "Link down",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>Link down)/,
    },
    {
      from: "monit-client",
      contains: "Invalid type",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>Invalid type)/,
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
      contains: " matches resource limit",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>\w[\w %.\x28\x29/]{1,96} matches resource limit) /,
    },
    {
      from: "monit",
      contains: " doesn't exist",
      match:
        /^'(?<name>[^'\n]{1,255})' (?<state>(?:file|directory|fifo|filesystem) (?:'[^'\n]{1,255}' )?doesn't exist)/,
    },
    {
      from: "monit",
      contains: " status failed (",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>status failed \x28-?\d{1,4}\x29)/,
    },
    {
      from: "monit",
      contains: "program timed out",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>program timed out after [\w. ]{1,32})\./,
    },
    {
      from: "monit",
      contains: " PID changed from ",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>process PID changed from \d{1,10} to \d{1,10})/,
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
