import type { Answer, Attributes, Kept, Profile, Site, Status, SystemdUnit, Verdict } from "../core/index.ts";

export type UnitReason =
  | "UnitActive"
  | "UnitOnDemand"
  | "UnitChanging"
  | "UnitRestarted"
  | "UnitRestarting"
  | "UnitFailed"
  | "UnitInactive"
  | "UnitStopped"
  | "UnitMissing"
  | "UnitHeldBySwap"
  | "UnitUnseen"
  | "NoUnits";

/** Looked at wherever a host has them, wanted or not: what its guests and containers live by. */
const OF_INTEREST = [
  "docker.service",
  "containerd.service",
  "kubelet.service",
  "libvirtd.service",
  "virtqemud.service",
  "virtlogd.service",
] as const;

/**
 * libvirt's daemons end by themselves after two minutes without work (--timeout 120 in Debian's and Ubuntu's /etc/default/libvirtd) and
 * their sockets start them again: dead is well then. Docker has a socket, too, but its containers are down while it is not running.
 */
const ON_DEMAND: readonly string[] = ["libvirtd.service", "virtqemud.service", "virtlogd.service"];

export const KUBELET = "kubelet.service";

function socketOf(unit: string): string {
  return unit.replace(/\.service$/, ".socket");
}

/** Units that have to be active on this host: of every host of the profile, and of those with its runtime. */
export function wantedUnits({ wanted }: Profile, { runtime }: Site): readonly string[] {
  const { units = {} } = wanted;
  return [...new Set([...(units.any ?? []), ...(runtime === undefined ? [] : (units[runtime] ?? []))])];
}

/** Everything to ask systemd about. */
export function askedUnits(wanted: readonly string[]): readonly string[] {
  return [...new Set([...wanted, ...OF_INTEREST, ...ON_DEMAND.map(socketOf)])];
}

export interface UnitFacts {
  readonly wanted: readonly string[];
  readonly units: Answer<readonly SystemdUnit[]>;
  readonly kept: Kept | undefined;
  readonly bootId: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
  /** kubelet is down because swap is on; the check kubelet-swap tells it. */
  readonly heldBySwap: boolean;
}

interface Judged {
  readonly status: Status;
  readonly reason: UnitReason;
  readonly attributes?: Attributes;
}

/** Restarts since the last look, where both looks were in this boot and nobody started the unit anew in between (which sets it to 0). */
export function moreRestarts(unit: SystemdUnit, { kept, bootId }: Pick<UnitFacts, "kept" | "bootId">): number {
  const before = kept !== undefined && kept.bootId === bootId ? kept.facts[unit.name] : undefined;
  return typeof before === "number" && unit.restarts !== undefined ? Math.max(0, unit.restarts - before) : 0;
}

function active(unit: SystemdUnit, facts: UnitFacts): Judged {
  const more = moreRestarts(unit, facts);
  if (more === 0) return { status: "ok", reason: "UnitActive" };
  const minutes = Math.max(1, Math.round((facts.now - (facts.kept?.at ?? facts.now)) / 60_000));
  const attributes = { "krane.systemd.restarts_more": more, "krane.systemd.minutes": minutes };
  return { status: "warning", reason: "UnitRestarted", attributes };
}

function inactive(unit: SystemdUnit, facts: UnitFacts, others: readonly SystemdUnit[]): Judged | undefined {
  const socket = others.find(({ name }) => name === socketOf(unit.name));
  if (ON_DEMAND.includes(unit.name) && socket?.active === "active") return { status: "ok", reason: "UnitOnDemand" };
  if (facts.wanted.includes(unit.name)) return { status: "critical", reason: "UnitInactive" };
  return unit.enabled === "enabled" ? { status: "warning", reason: "UnitStopped" } : undefined;
}

/** What one loaded unit says; undefined where it is there and nobody wants it to run. */
function judge(unit: SystemdUnit, facts: UnitFacts, others: readonly SystemdUnit[]): Judged | undefined {
  const isWanted = facts.wanted.includes(unit.name);
  if (unit.load !== "loaded") return isWanted ? { status: "critical", reason: "UnitMissing" } : undefined;
  const isUp = unit.active === "active" || unit.active === "reloading";
  if (facts.heldBySwap && unit.name === KUBELET && !isUp) return { status: "skipped", reason: "UnitHeldBySwap" };
  if (isUp) return active(unit, facts);
  if (unit.sub === "auto-restart") return { status: "critical", reason: "UnitRestarting" };
  if (unit.active === "failed") return { status: "critical", reason: "UnitFailed" };
  if (unit.active === "inactive") return inactive(unit, facts, others);
  return { status: "warning", reason: "UnitChanging" };
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
    ...(unit.activeSince === undefined
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
  const judged = judge(unit, all, others);
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
