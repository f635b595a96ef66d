import type { Attributes, Status, SystemdUnit } from "../../core/index.ts";
import type { UnitFacts, UnitReason } from "./units.ts";

/**
 * libvirt's daemons end by themselves after two minutes without work (--timeout 120 in Debian's and Ubuntu's /etc/default/libvirtd) and
 * their sockets start them again: dead is well then. Docker has a socket, too, but its containers are down while it is not running.
 */
const ON_DEMAND: readonly string[] = ["libvirtd.service", "virtqemud.service", "virtlogd.service"];

/** Looked at wherever a host has them, wanted or not: what its guests and containers live by. */
const DAEMONS: readonly string[] = ["docker.service", "containerd.service", "kubelet.service", ...ON_DEMAND];

export const KUBELET = "kubelet.service";

function socketOf(unit: string): string {
  return unit.replace(/\.service$/, ".socket");
}

/** Everything to ask systemd about. */
export function askedUnits(wanted: readonly string[]): readonly string[] {
  return [...new Set([...wanted, ...DAEMONS, ...ON_DEMAND.map(socketOf)])];
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

/**
 * A daemon in a loop is seen as active for a part of each turn. No longer than this: an operator's restart leaves NRestarts as it was where the
 * daemon was waiting for its next turn (measured on systemd 252), and must not look like another turn for minutes.
 */
const RECENT_MS = 30_000;

/** How long ago systemd started a unit again by itself, in ms; undefined where it did not, or not just now. */
export function restartedAgo({ restarts = 0, activeSince }: SystemdUnit, at: number | undefined): number | undefined {
  if (restarts === 0 || activeSince === undefined || at === undefined) return undefined;
  const ago = at - activeSince;
  return ago >= 0 && ago <= RECENT_MS ? ago : undefined;
}

function active(unit: SystemdUnit, facts: UnitFacts): Judged {
  // What is left of an init script or of RemainAfterExit=: active, and nothing of it runs.
  if (unit.sub === "exited" && DAEMONS.includes(unit.name)) return { status: "critical", reason: "UnitExited" };
  if (unit.load !== "loaded") return { status: "warning", reason: "UnitLast" };
  const more = moreRestarts(unit, facts);
  if (more > 0) {
    const minutes = Math.max(1, Math.round((facts.now - (facts.kept?.at ?? facts.now)) / 60_000));
    const attributes = { "krane.systemd.restarts_more": more, "krane.systemd.minutes": minutes };
    return { status: "warning", reason: "UnitRestarted", attributes };
  }
  const ago = restartedAgo(unit, facts.clock);
  if (ago === undefined) return { status: "ok", reason: "UnitActive" };
  const attributes = { "krane.systemd.active_s": Math.round(ago / 1000) };
  return { status: "warning", reason: "UnitRestartedLately", attributes };
}

function inactive(unit: SystemdUnit, facts: UnitFacts, others: readonly SystemdUnit[]): Judged | undefined {
  const socket = others.find(({ name }) => name === socketOf(unit.name));
  if (ON_DEMAND.includes(unit.name) && socket?.active === "active") return { status: "ok", reason: "UnitOnDemand" };
  if (facts.wanted.includes(unit.name)) return { status: "critical", reason: "UnitInactive" };
  return unit.enabled === "enabled" ? { status: "warning", reason: "UnitStopped" } : undefined;
}

/** systemd 256 has a state more. */
export const UP: readonly string[] = ["active", "reloading", "refreshing"];

/** Between two turns: "auto-restart", and since systemd 254 "auto-restart-queued" and "failed-before-auto-restart"; or starting for another time. */
function isLooping({ active: state, sub, restarts = 0 }: SystemdUnit): boolean {
  return sub.includes("auto-restart") || (state === "activating" && restarts > 0);
}

/** What one unit says that is not up. */
function down(unit: SystemdUnit, facts: UnitFacts, others: readonly SystemdUnit[]): Judged | undefined {
  if (unit.load !== "loaded")
    return facts.wanted.includes(unit.name) ? { status: "critical", reason: "UnitMissing" } : undefined;
  if (isLooping(unit)) return { status: "critical", reason: "UnitRestarting" };
  if (unit.active === "failed") return { status: "critical", reason: "UnitFailed" };
  if (unit.active === "inactive") return inactive(unit, facts, others);
  return { status: "warning", reason: "UnitChanging" };
}

/** What one unit says; undefined where it is there and nobody wants it to run. */
export function judgeUnit(unit: SystemdUnit, facts: UnitFacts, others: readonly SystemdUnit[]): Judged | undefined {
  const isUp = UP.includes(unit.active);
  const isSteady = isUp && moreRestarts(unit, facts) === 0 && restartedAgo(unit, facts.clock) === undefined;
  const isHeld = facts.heldBySwap && unit.name === KUBELET && unit.load === "loaded";
  if (isHeld && !isSteady) return { status: "skipped", reason: "UnitHeldBySwap" };
  return isUp ? active(unit, facts) : down(unit, facts, others);
}
