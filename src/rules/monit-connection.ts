import { defineRule } from "../core/index.ts";

/** The process runs and does not answer on its port, or a host that monit watches does not; for BOSH the whole VM is "failing" then. */
export default defineRule({
  id: "monit-connection",
  title: { en: "A connection test of monit fails", ko: "monit 연결 점검 실패" },
  source: "record",
  patterns: [
    {
      from: "monit-client",
      contains: "Connection failed",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>Connection failed)/,
    },
    {
      from: "monit-client",
      contains: " failed",
      match: /^\w[\w ]{1,15} '(?<name>[^'\n]{1,255})' (?<state>(?:ICMP|PING|Ping) failed)/,
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
    {
      from: "monit",
      contains: "ping test failed",
      match: /^'(?<name>[^'\n]{1,255})' (?<state>ping test failed)/,
    },
  ],
  clears: [
    {
      from: "monit",
      contains: "connection succeeded",
      match: /^'(?<name>[^'\n]{1,255})' connection succeeded to /,
    },
    {
      from: "monit",
      contains: "ping test succeeded",
      match: /^'(?<name>[^'\n]{1,255})' ping test succeeded/,
    },
  ],
  attributes: { "service.name": "name", "krane.monit.state": "state" },
  subject: { type: "service", name: "service.name" },
  status: "warning",
  reason: "ConnectionFailed",
  message: { en: "{service.name}: {krane.monit.state}", ko: "{service.name}: {krane.monit.state}" },
  runbook: "monit-service",
  case: "4.10",
});
