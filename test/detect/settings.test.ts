import { expect, test } from "vitest";
import type { Check, LineRule, Status } from "../../src/core/index.ts";
import { settled } from "../../src/detect/settings.ts";
import { openHost } from "../../src/host/open.ts";
import { fixtureHost } from "../support/hosts.ts";
import { nicRule } from "../support/occurrences.ts";

const TEXT = { en: "said", ko: "said" };

function check(...statuses: Status[]): Check {
  const about = { id: "c", title: TEXT, group: "os", every: "1m", runbook: "r", reasons: { Said: TEXT } } as const;
  return { ...about, run: async () => statuses.map((status) => ({ status, reason: "Said" })) };
}

async function statusesOf({ checks }: ReturnType<typeof settled>): Promise<Status[]> {
  using tree = fixtureHost("blind");
  const said = (await checks[0]?.run(openHost({ root: tree.root }))) ?? [];
  return [said].flat().map(({ status }) => status);
}

const pattern = { from: "kernel", contains: "xxxxx", match: /^x/ };
const rule = nicRule("r", {
  patterns: [pattern, { ...pattern, status: "critical" }],
  joins: { rules: [], within: "1s", status: "critical", reason: "J", message: TEXT },
} as Partial<LineRule>);
const registry = { checks: [check("ok", "warning", "critical", "unknown", "skipped")], rules: [rule], runbooks: [] };

test("without settings, everything is as its author wants it", async () => {
  const same = settled(registry, {});
  expect(await statusesOf(same)).toEqual(["ok", "warning", "critical", "unknown", "skipped"]);
  expect(same.rules).toEqual(registry.rules);
});

test("a site mutes a detector, and only that", () => {
  expect(settled(registry, { r: { enabled: false } })).toMatchObject({ checks: [{ id: "c" }], rules: [] });
  expect(settled(registry, { c: { enabled: false } })).toMatchObject({ checks: [], rules: [{ id: "r" }] });
});

test("a site ranks faults; what is none, or could not be seen, stays", async () => {
  const ranked = settled(registry, { c: { status: "warning" }, r: { status: "warning" } });
  expect(await statusesOf(ranked)).toEqual(["ok", "warning", "warning", "unknown", "skipped"]);
  expect(ranked.rules).toMatchObject([
    { status: "warning", joins: { status: "warning" }, patterns: [{}, { status: "warning" }] },
  ]);
});

test("a site sets a threshold", () => {
  const threshold = { count: 3, window: "1h" } as const;
  expect(settled(registry, { r: { threshold } }).rules).toMatchObject([{ threshold }]);
});
