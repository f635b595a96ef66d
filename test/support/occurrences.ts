import { defineRule, type Rule } from "../../src/core/index.ts";
import type { Occurrence } from "../../src/detect/occurrence.ts";
import { NOW } from "./records.ts";

/** A rule about a network interface; `more` makes it another one. */
export function nicRule(id: string, more: Partial<Rule> = {}): Rule {
  const text = { en: `${id} {nic}`, ko: `${id} {nic}` };
  return defineRule({
    id,
    title: text,
    source: "record",
    patterns: [],
    attributes: {},
    subject: { type: "nic", name: "nic" },
    status: "warning",
    reason: "Seen",
    message: text,
    runbook: "link-down",
    ...more,
  } as Rule);
}

/** One time that `rule` saw the interface `nic`, `ms` after NOW. */
export function seen(rule: Rule, ms: number, nic = "eth0", more: Partial<Occurrence> = {}): Occurrence {
  const timestamp = NOW + ms;
  const line = `${rule.id} ${nic}`;
  return {
    rule,
    status: rule.status,
    reason: rule.reason,
    attributes: { nic },
    count: 1,
    clears: false,
    record: { timestamp, observedTimestamp: timestamp, severityNumber: 0, body: line, from: "kernel", attributes: {} },
    lines: [line],
    ...more,
  };
}
