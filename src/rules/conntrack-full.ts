import { defineRule } from "../core/index.ts";

/**
 * The table of connections is full: new connections of all guests with security groups are dropped, those that exist go on, so it looks like
 * a flaky network. net/netfilter/nf_conntrack_core.c: the prefix doubled since 4.12; 6.18 names the network
 * namespace, where it is not the first one.
 */
export default defineRule({
  id: "conntrack-full",
  title: { en: "Connection tracking table is full", ko: "conntrack 테이블 포화" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "nf_conntrack: table full",
      match: /^(?:nf_conntrack: ){1,2}table full(?: in netns \d{1,10})?, dropping packet/,
    },
  ],
  attributes: {},
  subject: { type: "host" },
  status: "critical",
  reason: "ConntrackFull",
  message: {
    en: "connection tracking table is full, packets are dropped",
    ko: "conntrack 테이블 포화, 패킷 드롭 중",
  },
  runbook: "network-degraded",
});
