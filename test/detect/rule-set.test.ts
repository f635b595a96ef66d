import { describe, expect, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { ruleSet } from "../../src/detect/rule-set.ts";
import { parseLine, parseMixedLine } from "../../src/parse/log/log-line.ts";

const { rules } = await loadRegistry(["rules"]);
const { literals, headed } = ruleSet(rules);
const patterns = rules.flatMap((rule) => (rule.source === "record" ? [...rule.patterns, ...(rule.clears ?? [])] : []));

describe("literals that a log with headers is not searched for", () => {
  test("are of what monit's client prints alone", () => {
    const bare = literals.slice(headed);
    expect(bare).toContain(" failed");
    const owners = patterns.filter(({ contains }) => bare.includes(contains));
    expect([...new Set(owners.map(({ from }) => from))]).toEqual(["monit-client"]);
  });

  test.each(["kmsg", "syslog", "journal"] as const)("make no record in a %s", (format) => {
    const row = "Process 'etcd'                      Execution failed";
    expect(parseMixedLine(row, "monit", { now: 1 })?.from).toBe("monit-client");
    expect(parseMixedLine(row, format, { now: 1 })).toBeUndefined();
    expect(parseLine(row, format, { now: 1 })?.from).not.toBe("monit-client");
  });
});
