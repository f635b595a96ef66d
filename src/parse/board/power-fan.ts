import type { Answer, Status, Verdict } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, seen, seenIn } from "../feature.ts";
import { parseEvents, partsOfEvents } from "./ipmi-events.ts";
import { parseSensors, partOfSensor, type Sensor } from "./ipmi-sensors.ts";
import type { Part, PartReason } from "./part.ts";

/** What the BMC told; absent where there is none. */
export interface Bmc {
  /** The device through which it is asked; without it no driver is loaded. */
  readonly node: string | undefined;
  readonly sensors: Answer<string>;
  readonly events: Answer<string>;
}

export interface PartFacts {
  /** Alarm files of the board's chips that could be read. */
  readonly chips: number;
  /** Of these, the ones that are raised. */
  readonly alarms: readonly Part[];
  /** Why others could not be read. */
  readonly unread: readonly string[];
  readonly bmc: Bmc | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

export type PowerFanReason = PartReason | "PartsFine" | "NoSensors" | "PartsUnseen";

/** Redundancy carries the guests on, so it is not urgent (manual 4.6); heat beyond the critical limit is, and lost data is. */
const STATUS: Partial<Record<PartReason, Status>> = { TemperatureCritical: "critical", EccUncorrectable: "critical" };

const RANK: readonly PartReason[] = ["EccUncorrectable", "TemperatureCritical"];

/** Complaints of one part become one: the worst first. */
function byPart(parts: readonly Part[]): readonly (readonly Part[])[] {
  const found = new Map<string, Part[]>();
  for (const part of parts) found.set(part.id, [...(found.get(part.id) ?? []), part]);
  return Array.from(found.values(), (mine) =>
    mine.sort((one, other) => Number(RANK.includes(other.reason)) - Number(RANK.includes(one.reason))),
  );
}

function partVerdict(mine: readonly Part[], isAlone: boolean): readonly Verdict<PowerFanReason>[] {
  const [worst] = mine;
  if (worst === undefined) return [];
  const name = isAlone ? worst.name : `${worst.name} (${worst.id})`;
  return [
    {
      status: STATUS[worst.reason] ?? "warning",
      reason: worst.reason,
      subject: { type: worst.type, name, id: worst.id },
      attributes: { "krane.part.name": name, "krane.part.state": mine.map(({ state }) => state) },
      evidence: mine.map(({ evidence }) => evidence),
    },
  ];
}

function faults(parts: readonly Part[]): readonly Verdict<PowerFanReason>[] {
  const groups = byPart(parts);
  const names = groups.map(([first]) => first?.name);
  return groups.flatMap((mine) => partVerdict(mine, names.filter((name) => name === mine[0]?.name).length === 1));
}

interface Said {
  readonly sensors: readonly Sensor[];
  readonly parts: readonly Part[];
}

function saidBy(bmc: Bmc | undefined, now: number): Said {
  const sensors = bmc?.sensors.known === true ? parseSensors(bmc.sensors.value) : [];
  const events = bmc?.events.known === true ? parseEvents(bmc.events.value) : [];
  return { sensors, parts: [...sensors.flatMap(partOfSensor), ...partsOfEvents(events, sensors, now)] };
}

/** Why a BMC that is there could not be heard. */
function whyUnheard({ node, sensors }: Bmc): Pick<Feature, "cause" | "setting"> & { readonly why: string } {
  if (node === undefined) {
    const why = "firmware names a BMC, and no driver for it is loaded (no /dev/ipmi0)";
    return { cause: "module", setting: "ipmi_si ipmi_devintf", why };
  }
  const why = sensors.known ? "ipmitool printed no sensor" : sensors.why;
  return { cause: lookCause(sensors), why };
}

function unheard(bmc: Bmc, unread: readonly string[]): Verdict<PowerFanReason> {
  const { why, ...cause } = whyUnheard(bmc);
  return featureVerdict({
    status: "unknown",
    reason: "PartsUnseen",
    feature: { effective: seen(undefined, "BMC", why), ...cause },
    attributes: { "krane.feature.why": why },
    evidence: unread,
  });
}

/** What there is to say of the host as a whole; nothing where a part has said it. */
function hostVerdict(facts: PartFacts, { sensors, parts }: Said): readonly Verdict<PowerFanReason>[] {
  const { bmc, chips, alarms, unread } = facts;
  if (bmc !== undefined && sensors.length === 0) return [unheard(bmc, unread)];
  if (alarms.length + parts.length > 0) return [];
  if (bmc === undefined && chips === 0) return [{ status: "skipped", reason: "NoSensors", evidence: unread }];
  const feature: Feature = {
    effective:
      bmc === undefined
        ? seen(true, "hwmon", `${chips} alarms, none raised`)
        : seenIn(bmc.sensors, "BMC", () => [true, `${sensors.length} sensors, none beyond its limits`]),
  };
  const attributes = { "krane.parts.sensors": sensors.length, "krane.parts.alarms": chips };
  const silent = bmc === undefined || bmc.events.known ? [] : [`event log of the BMC not seen: ${bmc.events.why}`];
  return [featureVerdict({ status: "ok", reason: "PartsFine", feature, attributes, evidence: [...silent, ...unread] })];
}

/** One verdict for each part that something complains of, and one for the host where nothing does or the BMC could not be asked. */
export function powerFanVerdicts(facts: PartFacts): readonly Verdict<PowerFanReason>[] {
  const said = saidBy(facts.bmc, facts.now);
  return [...faults([...facts.alarms, ...said.parts]), ...hostVerdict(facts, said)];
}
