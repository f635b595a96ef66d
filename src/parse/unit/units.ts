import type { Answer, Attributes, Kept, Profile, Site, SystemdUnit, Verdict } from "../../core/index.ts";
import { judgeUnit, UP } from "./unit-state.ts";

export type UnitReason =
  | "UnitActive"
  | "UnitOnDemand"
  | "UnitChanging"
  | "UnitRestarted"
  | "UnitRestartedLately"
  | "UnitExited"
  | "UnitLast"
  | "UnitRestarting"
  | "UnitFailed"
  | "UnitInactive"
  | "UnitStopped"
  | "UnitMissing"
  | "UnitHeldBySwap"
  | "UnitUnseen"
  | "NoUnits";

/** Units that have to be active on this host: of every host of the profile, and of those with its runtime. */
export function wantedUnits({ wanted }: Profile, { runtime }: Site): readonly string[] {
  const { units = {} } = wanted;
  return [...new Set([...(units.any ?? []), ...(runtime === undefined ? [] : (units[runtime] ?? []))])];
}

export interface UnitFacts {
  readonly wanted: readonly string[];
  readonly units: Answer<readonly SystemdUnit[]>;
  readonly kept: Kept | undefined;
  readonly bootId: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
  /** The same by the host's own clock; undefined where a captured tree does not show it. */
  readonly clock: number | undefined;
  /** kubelet is down because swap is on; the check kubelet-swap tells it. */
  readonly heldBySwap: boolean;
}

function facts(unit: SystemdUnit): Attributes {
  return {
    "systemd.unit": unit.name,
    "krane.systemd.load": unit.load,
    "krane.systemd.active": unit.active,
    "krane.systemd.sub": unit.sub,
    "krane.systemd.result": unit.result ?? "unknown",
    ...(unit.enabled === undefined ? {} : { "krane.systemd.enabled": unit.enabled }),
    ...(unit.restarts === undefined ? {} : { "krane.systemd.restarts": unit.restarts }),
    ...(unit.exitStatus === undefined ? {} : { "krane.systemd.exit_status": unit.exitStatus }),
    ...(unit.activeSince === undefined || !UP.includes(unit.active)
      ? {}
      : { "krane.systemd.active_since": new Date(unit.activeSince).toISOString() }),
  };
}

function evidence({ name, load, active: state, sub, result, restarts }: SystemdUnit): string {
  const parts = [`${name}: ${load}, ${state} (${sub})`];
  if (result !== undefined) parts.push(`result ${result}`);
  if (restarts !== undefined) parts.push(`${restarts} automatic restarts`);
  return parts.join(", ");
}

function unitVerdict(unit: SystemdUnit, all: UnitFacts, others: readonly SystemdUnit[]): Verdict<UnitReason>[] {
  const judged = judgeUnit(unit, all, others);
  if (judged === undefined) return [];
  const keep = unit.restarts === undefined ? {} : { keep: { [unit.name]: unit.restarts } };
  return [
    {
      ...judged,
      subject: { type: "service", name: unit.name },
      attributes: { ...facts(unit), ...judged.attributes },
      evidence: [evidence(unit)],
      ...keep,
    },
  ];
}

function unseen(name: string, why: string, isDenied: boolean): Verdict<UnitReason> {
  return {
    status: "unknown",
    reason: "UnitUnseen",
    subject: { type: "service", name },
    attributes: {
      "systemd.unit": name,
      "krane.systemd.why": why,
      "krane.feature.cause": isDenied ? "permission" : "source-lost",
    },
  };
}

/** One verdict for each unit that is wanted or at work here. What systemd does not tell is unknown, never down. */
export function unitsVerdict(all: UnitFacts): readonly Verdict<UnitReason>[] {
  const { wanted, units } = all;
  if (!units.known) {
    const names = wanted.length === 0 ? ["systemd"] : wanted;
    return names.map((name) => unseen(name, units.why, units.denied === true));
  }
  const missing = wanted.filter((name) => !units.value.some((unit) => unit.name === name));
  const services = units.value.filter(({ name }) => name.endsWith(".service") || wanted.includes(name));
  const said = [
    ...services.flatMap((unit) => unitVerdict(unit, all, units.value)),
    ...missing.map((name) => unseen(name, "systemd said nothing of it", false)),
  ];
  return said.length > 0 ? said : [{ status: "skipped", reason: "NoUnits" }];
}
