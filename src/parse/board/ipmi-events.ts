import { ACT_COUNT } from "../memory/memory-watch.ts";
import type { Sensor } from "./ipmi-sensors.ts";
import { type Part, type PartReason, reasonOfState } from "./part.ts";

/** An entry of the BMC's event log as `ipmitool -c sel elist` prints it: "2,10/26/2014,20:17:47,Power Supply PS1,Power Supply AC lost,Asserted". */
export interface BmcEvent {
  /** ms since the epoch, as far as the BMC's clock is right; undefined before it was set ("Pre-Init"). */
  readonly at: number | undefined;
  /** "Power Supply PS1 Status": kind and name. */
  readonly sensor: string;
  readonly event: string;
  readonly isOver: boolean;
  readonly line: string;
}

/** ipmitool is asked for 200. */
const EVENTS = 1024;
const DATE = /^(\d\d)\/(\d\d)\/(\d{2}|\d{4})$/;
const TIME = /^(\d\d):(\d\d):(\d\d)/;

function timeOf(date: string, time: string): number | undefined {
  const [, month, day, year] = DATE.exec(date) ?? [];
  const [, hour, minute, second] = TIME.exec(time) ?? [];
  if (year === undefined || second === undefined) return undefined;
  const full = year.length === 2 ? 2000 + Number(year) : Number(year);
  return Date.UTC(full, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

function eventIn(line: string): readonly BmcEvent[] {
  const [, date = "", time = "", sensor = "", event = "", ...rest] = line.split(",").map((one) => one.trim());
  if (sensor === "" || event === "") return [];
  return [{ at: timeOf(date, time), sensor, event, isOver: rest.includes("Deasserted"), line }];
}

/** Oldest first, as the log is. */
export function parseEvents(text: string): readonly BmcEvent[] {
  return text
    .split("\n")
    .slice(-EVENTS)
    .flatMap((line) => eventIn(line.trim()));
}

/**
 * What the log says is history, and many BMCs never say that something is over: only the last day counts, with room for a BMC's clock that is
 * in another time zone than it says. A clock ahead of ours is believed.
 */
const RECENT_MS = (24 + 14) * 60 * 60 * 1000;

function isRecent({ at }: BmcEvent, now: number): boolean {
  return at !== undefined && at >= now - RECENT_MS;
}

/** Events that end others: the state again as it should be, or the log emptied. */
function ends(later: BmcEvent, event: BmcEvent): boolean {
  if (/log area reset|log cleared/i.test(later.event)) return true;
  if (later.sensor !== event.sensor) return false;
  return (later.isOver && later.event === event.event) || /^fully redundant/i.test(later.event);
}

function standing(events: readonly BmcEvent[]): readonly BmcEvent[] {
  let open: BmcEvent[] = [];
  for (const event of events) {
    const ended = open.filter((one) => ends(event, one));
    if (ended.length > 0) open = open.filter((one) => !ended.includes(one));
    if (!event.isOver) open.push(event);
  }
  return open;
}

function reasonOf({ sensor, event }: BmcEvent): PartReason | undefined {
  const reason = reasonOfState(event);
  if (/^(?:drive slot|drive|disk)/i.test(sensor) && reason !== undefined) return "DriveFault";
  if (reason !== undefined) return reason;
  return /^fan\b/i.test(sensor) && /going low|critical|failure|off line/i.test(event) ? "FanFault" : undefined;
}

/** What the sensor itself says now counts more than what the log said of it. */
function isSensed({ sensor }: BmcEvent, sensors: readonly Sensor[]): boolean {
  return sensors.some(({ name, status }) => status !== "ns" && sensor.endsWith(` ${name}`));
}

function partOf(event: BmcEvent): readonly Part[] {
  const reason = reasonOf(event);
  if (reason === undefined) return [];
  const type = reason === "DriveFault" ? "disk" : "device";
  const { sensor: name, event: state, line: evidence } = event;
  return [{ type, name, id: `BMC ${name}`, reason, state, evidence }];
}

/** Manual 4.7 for errors that the BMC counted: ten corrected ones, or as many as it logs at all; one that could not be corrected. */
function memoryParts(events: readonly BmcEvent[]): readonly Part[] {
  const ecc = events.filter(({ event }) => /ecc/i.test(event));
  return Array.from(new Set(ecc.map(({ sensor }) => sensor)), (name): readonly Part[] => {
    const mine = ecc.filter(({ sensor }) => sensor === name);
    const worst = mine.find(({ event }) => /uncorrectable/i.test(event));
    const limit = mine.find(({ event }) => /limit reached/i.test(event));
    const telling = worst ?? limit ?? (mine.length >= ACT_COUNT ? mine.at(-1) : undefined);
    if (telling === undefined) return [];
    const reason = worst === undefined ? "EccLogged" : "EccUncorrectable";
    const state = `${mine.length} x ${telling.event}`;
    return [{ type: "memory", name, id: `BMC ${name}`, reason, state, evidence: telling.line }];
  }).flat();
}

/** What of the last day is not over. */
export function partsOfEvents(events: readonly BmcEvent[], sensors: readonly Sensor[], now: number): readonly Part[] {
  const open = standing(events).filter((event) => isRecent(event, now));
  const parts = open.filter((event) => !isSensed(event, sensors)).flatMap(partOf);
  return [...parts, ...memoryParts(open)];
}
