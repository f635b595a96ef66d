import { defineRule } from "../core/index.ts";

const JOURNALD = {
  contains: "Suppressed ",
  match: /^Suppressed (?<count>\d{1,10}) messages from (?<by>\S{1,128})/,
  count: "count",
};
const MISSED = {
  contains: " kernel messages",
  match: /^Missed (?<count>\d{1,10}) (?<by>kernel) messages/,
  count: "count",
};
const RSYSLOG = {
  contains: "messages lost due to rate-limiting",
  match:
    /^(?<by>im\w{1,16}(?:\[pid: \d{1,10}, name: [^\n\]]{1,128}\])?): (?<count>\d{1,10}) messages lost due to rate-limiting/,
  count: "count",
};

/**
 * A log left records out, so it proves nothing by its silence: the kernel's rate limits (lib/ratelimit.c; kauditd's are left out, every
 * host with AppArmor has them), its console, journald (journald-server.c) and rsyslog (ratelimit.c; imuxsock.c before 7.5).
 */
export default defineRule({
  id: "logs-suppressed",
  title: { en: "A log left records out", ko: "로그 일부가 기록되지 않음" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "callbacks suppressed",
      match:
        /^(?<by>(?:[A-Zb-jl-z_]\w{0,63}|a[a-tv-z_]\w{0,62}|k[b-z_]\w{0,62})): (?<count>\d{1,10}) callbacks suppressed/,
      count: "count",
    },
    {
      from: "kernel",
      contains: "printk messages dropped",
      match: /^\*\* (?<count>\d{1,10}) (?<by>printk) messages dropped \*\*/,
      count: "count",
    },
    {
      from: "kernel",
      contains: "messages suppressed",
      match: /^(?<by>printk): (?<count>\d{1,10}) messages suppressed/,
      count: "count",
    },
    { from: "systemd-journald", ...JOURNALD },
    { from: "systemd-journal", ...JOURNALD },
    { from: "systemd-journald", ...MISSED },
    { from: "systemd-journal", ...MISSED },
    {
      from: "systemd-journald",
      contains: "Forwarding to syslog missed",
      match: /^Forwarding to (?<by>syslog) missed (?<count>\d{1,10}) messages/,
      count: "count",
    },
    { from: "rsyslogd", ...RSYSLOG },
    { from: "rsyslogd-2177", ...RSYSLOG },
    {
      from: "rsyslogd-2177",
      contains: "imuxsock lost ",
      match: /^imuxsock lost (?<count>\d{1,10}) messages from pid (?<by>\d{1,10}) due to rate-limiting/,
      count: "count",
    },
  ],
  attributes: { "krane.log.writer": "by", "krane.log.suppressed": "count" },
  subject: { type: "host" },
  identity: ["krane.log.writer"],
  status: "warning",
  reason: "LogsSuppressed",
  message: {
    en: "{krane.log.writer}: {krane.log.suppressed} log records left out at once",
    ko: "{krane.log.writer}: 한 번에 로그 레코드 {krane.log.suppressed}건이 기록되지 않음",
  },
  runbook: "agent-blind",
});
