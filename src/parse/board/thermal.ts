import type { Answer, Attributes, Kept, Verdict } from "../../core/index.ts";
import { type Counted, countOf, grownSince, keepCounted } from "../counted.ts";

export interface Trip {
  /** trip_point_0_type: active, passive, hot, critical. */
  readonly type: Answer<string>;
  /** Thousandths of a degree. */
  readonly temp: Answer<string>;
}

export interface Zone {
  /** "thermal_zone0". */
  readonly name: string;
  readonly type: Answer<string>;
  readonly temp: Answer<string>;
  readonly trips: readonly Trip[];
}

/** How often one CPU was slowed down for heat, its core and its package, since boot. */
export interface Throttle {
  readonly cpu: number;
  readonly core: Answer<string>;
  readonly package: Answer<string>;
}

export interface ThermalFacts {
  readonly zones: readonly Zone[];
  readonly throttles: readonly Throttle[];
  readonly kept: Kept | undefined;
  readonly bootId: string | undefined;
  /** Seconds since boot. */
  readonly uptime: number | undefined;
  /** Has a hypervisor under it, so it has neither zones nor counters of its own. */
  readonly isGuest: boolean;
}

export type ThermalReason =
  | "ThermalFine"
  | "ThermalHot"
  | "ThermalThrottled"
  | "ThermalThrottledOnce"
  | "ThermalNone"
  | "ThermalUnseen";

const MILLIDEGREES = /^-?\d{1,6}$/;
/** Sensors without a value say 0, -274000 (THERMAL_TEMP_INVALID) or some such; a trip at such a temperature was never set. */
const COLDEST = -60_000;
const HOTTEST = 250_000;
/** As many zones as a line names. */
const NAMED = 8;

function millidegrees(answer: Answer<string>): number | undefined {
  if (!answer.known || !MILLIDEGREES.test(answer.value)) return undefined;
  const value = Number(answer.value);
  return value > COLDEST && value < HOTTEST ? value : undefined;
}

/** The lowest temperature at which the kernel, or firmware behind it, gives up: "hot" suspends, "critical" powers off. */
function limitOf({ trips }: Zone): number | undefined {
  const limits = trips.flatMap(({ type, temp }) => {
    const limit = millidegrees(temp);
    const isLast = type.known && (type.value === "critical" || type.value === "hot");
    return isLast && limit !== undefined && limit > 0 ? [limit] : [];
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function degrees(value: number): string {
  return `${Math.round(value / 1000)}`;
}

function isTooHot(zone: Zone): boolean {
  const [temp, limit] = [millidegrees(zone.temp), limitOf(zone)];
  return temp !== undefined && limit !== undefined && temp >= limit;
}

function labelOf({ name, type }: Zone): string {
  return type.known ? `${name} (${type.value})` : name;
}

function lineOf(zone: Zone): string {
  const [temp, limit] = [millidegrees(zone.temp), limitOf(zone)];
  const seen = temp === undefined ? (zone.temp.known ? "no temperature" : zone.temp.why) : `${degrees(temp)} C`;
  return `${labelOf(zone)}: ${seen}${limit === undefined ? "" : `, limit ${degrees(limit)} C`}`;
}

interface Slowed extends Counted {
  /** Of the CPUs that have counters. */
  readonly cpus: readonly number[];
  /** Of the CPU that was slowed down most often; the interrupt of a package reaches each of its CPUs. */
  readonly most: number;
}

function slowed(throttles: readonly Throttle[]): Slowed {
  const told = throttles.flatMap(({ cpu, core, package: pack }) => {
    const values = [core, pack].flatMap((answer) => (answer.known ? (countOf(answer.value) ?? []) : []));
    return values.length === 0 ? [] : [{ cpu, count: Math.max(...values) }];
  });
  const cpus = told.map(({ cpu }) => cpu);
  const counts = told.map(({ count }) => count);
  return {
    cpus,
    most: Math.max(0, ...counts),
    total: counts.reduce((total, count) => total + count, 0),
    of: `CPUs ${cpus.join(",")}`,
  };
}

/**
 * New ones since the last look are a fault now. Without a last look only what happens again and again is: once an hour on average since
 * boot; the one heat of last summer is told, and is no fault.
 */
function throttled({ kept, bootId, uptime }: ThermalFacts, counts: Slowed): boolean {
  const grown = grownSince(counts, kept, bootId);
  if (grown !== undefined) return grown > 0;
  return uptime !== undefined && counts.most > Math.max(1, uptime / 3600);
}

function reasonOf(facts: ThermalFacts, counts: Slowed): ThermalReason {
  const { zones, isGuest } = facts;
  if (zones.some(isTooHot)) return "ThermalHot";
  if (throttled(facts, counts)) return "ThermalThrottled";
  if (counts.total > 0) return "ThermalThrottledOnce";
  if (counts.cpus.length > 0 || zones.some(({ temp }) => millidegrees(temp) !== undefined)) return "ThermalFine";
  return isGuest && zones.length === 0 ? "ThermalNone" : "ThermalUnseen";
}

const STATUS = {
  ThermalFine: "ok",
  ThermalHot: "critical",
  ThermalThrottled: "warning",
  ThermalThrottledOnce: "ok",
  ThermalNone: "skipped",
  ThermalUnseen: "unknown",
} as const;

function attributesOf(facts: ThermalFacts, counts: Slowed): Attributes {
  const temps = facts.zones.flatMap((zone) => millidegrees(zone.temp) ?? []);
  const hot = facts.zones.filter(isTooHot);
  return {
    "krane.thermal.zones_seen": temps.length,
    ...(temps.length === 0 ? {} : { "krane.thermal.highest_celsius": Math.round(Math.max(...temps) / 1000) }),
    "krane.thermal.hot_zones": hot.slice(0, NAMED).map(lineOf),
    "krane.thermal.cpus_seen": counts.cpus.length,
    "krane.thermal.throttled": grownSince(counts, facts.kept, facts.bootId) ?? counts.total,
    "krane.thermal.throttled_since_boot": counts.total,
  };
}

/** What the facts say of the host's heat. */
export function thermalVerdict(facts: ThermalFacts): Verdict<ThermalReason> {
  const counts = slowed(facts.throttles);
  const reason = reasonOf(facts, counts);
  return {
    status: STATUS[reason],
    reason,
    attributes: attributesOf(facts, counts),
    evidence: [
      ...facts.zones.slice(0, 2 * NAMED).map(lineOf),
      ...(counts.cpus.length > 0
        ? [`thermal_throttle since boot: ${counts.total} on ${counts.of}, which were looked at`]
        : []),
    ],
    ...(counts.cpus.length > 0 ? { keep: keepCounted(counts) } : {}),
  };
}
