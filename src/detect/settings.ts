import type { Check, Rule, Status, Verdict, WhenNeeded } from "../core/index.ts";
import type { Registry } from "./registry.ts";

/** What a site says of one detector. */
export interface DetectorSetting {
  readonly enabled?: boolean | undefined;
  readonly status?: Extract<Status, "warning" | "critical"> | undefined;
  readonly threshold?: Rule["threshold"] | undefined;
}

export type DetectorSettings = Readonly<Record<string, DetectorSetting>>;

function isFault(status: Status): boolean {
  return status === "warning" || status === "critical";
}

function ranked(status: Status, wanted: DetectorSetting["status"]): Status {
  return wanted !== undefined && isFault(status) ? wanted : status;
}

function rankedNeeds(needs: NonNullable<Rule["whenNeeded"]>, status: DetectorSetting["status"]): typeof needs {
  const rank = (needed: WhenNeeded): WhenNeeded => ({ ...needed, status: ranked(needed.status, status) });
  return { uplink: rank(needs.uplink), guest: rank(needs.guest) };
}

function settledRule(rule: Rule, { status, threshold = rule.threshold }: DetectorSetting): Rule {
  const joins = rule.joins && { ...rule.joins, status: ranked(rule.joins.status, status) };
  const settled = {
    ...rule,
    status: ranked(rule.status, status),
    ...(joins && { joins }),
    ...(rule.whenNeeded && { whenNeeded: rankedNeeds(rule.whenNeeded, status) }),
    ...(threshold && { threshold }),
  };
  if (settled.source !== "record") return settled;
  const patterns = settled.patterns.map((pattern) =>
    pattern.status === undefined ? pattern : { ...pattern, status: ranked(pattern.status, status) },
  );
  return { ...settled, patterns };
}

function settledCheck(check: Check, { status }: DetectorSetting): Check {
  const rank = (verdict: Verdict): Verdict => ({ ...verdict, status: ranked(verdict.status, status) });
  return {
    ...check,
    async run(host) {
      const said = await check.run(host);
      return Array.isArray(said) ? said.map(rank) : rank(said as Verdict);
    },
  };
}

/** The detectors as a site wants them: without the muted ones, faults ranked as it says. It can rank and mute, never define. */
export function settled(registry: Registry, settings: DetectorSettings): Registry {
  const isOn = ({ id }: { readonly id: string }) => settings[id]?.enabled !== false;
  return {
    ...registry,
    checks: registry.checks.filter(isOn).map((check) => settledCheck(check, settings[check.id] ?? {})),
    rules: registry.rules.filter(isOn).map((rule) => settledRule(rule, settings[rule.id] ?? {})),
  };
}
