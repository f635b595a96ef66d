import { defined, type SystemdUnit } from "../../core/index.ts";
import type { DbusCall, DbusValue } from "./dbus.ts";

const SYSTEMD = "org.freedesktop.systemd1";
const ENCODER = new TextEncoder();

/** The properties of org.freedesktop.systemd1(5) that are asked of every unit. */
const STATES = [
  ["Unit", "LoadState"],
  ["Unit", "ActiveState"],
  ["Unit", "SubState"],
] as const;
/** Asked of those alone that are there. NRestarts is there since systemd 235; sockets have none of the last three. */
const DETAILS = [
  ["Unit", "UnitFileState"],
  ["Unit", "ActiveEnterTimestamp"],
  ["Service", "Result"],
  ["Service", "NRestarts"],
  ["Service", "ExecMainStatus"],
] as const;

type Asked = (typeof STATES | typeof DETAILS)[number];

export type AskedProperty = Asked[1];

/** One property of one unit, and the call that asks for it. */
export interface UnitQuestion {
  readonly unit: string;
  readonly property: AskedProperty;
  readonly call: DbusCall;
}

/** A unit as the manager names its object: everything but letters and digits is "_" and two hex digits (bus_label_escape). */
function objectPath(unit: string): string {
  const escaped = unit.replace(/^[^A-Za-z]|[^A-Za-z0-9]/gu, (character) =>
    [...ENCODER.encode(character)].map((byte) => `_${byte.toString(16).padStart(2, "0")}`).join(""),
  );
  return `/org/freedesktop/systemd1/unit/${escaped}`;
}

function questionsOn(units: readonly string[], asked: readonly Asked[], first: number): readonly UnitQuestion[] {
  const wanted = units.flatMap((unit) => {
    const path = objectPath(unit);
    const its = asked.filter(([kind]) => kind === "Unit" || unit.endsWith(".service"));
    return its.map(([kind, property]) => ({ unit, path, kind, property }));
  });
  return wanted.map(({ unit, path, kind, property }, index) => ({
    unit,
    property,
    call: {
      serial: first + index,
      destination: SYSTEMD,
      path,
      interface: "org.freedesktop.DBus.Properties",
      member: "Get",
      args: [`${SYSTEMD}.${kind}`, property],
    },
  }));
}

type Properties = ReadonlyMap<AskedProperty, DbusValue>;

/** What to ask the manager about some units; serials count from `first`. Asking changes nothing: no unit is started by it. */
export function stateQuestions(units: readonly string[], first: number): readonly UnitQuestion[] {
  return questionsOn(units, STATES, first);
}

/** What to ask more, by the states that came: most hosts have few of the units, and those that are not there have nothing more to say. */
export function detailQuestions(found: ReadonlyMap<string, Properties>, first: number): readonly UnitQuestion[] {
  const isThere = ([, states]: readonly [string, Properties]) =>
    states.get("LoadState") !== "not-found" || states.get("ActiveState") !== "inactive";
  const units = [...found].filter(isThere).map(([unit]) => unit);
  return questionsOn(units, DETAILS, first);
}

function text(value: DbusValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function count(value: DbusValue | undefined): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

/** A unit from its properties; undefined where its states did not come. */
export function unitOf(name: string, properties: Properties): SystemdUnit | undefined {
  const load = text(properties.get("LoadState"));
  const active = text(properties.get("ActiveState"));
  const sub = text(properties.get("SubState"));
  if (load === undefined || active === undefined || sub === undefined) return undefined;
  const since = count(properties.get("ActiveEnterTimestamp"));
  return defined({
    name,
    load,
    active,
    sub,
    enabled: text(properties.get("UnitFileState")),
    result: text(properties.get("Result")),
    restarts: count(properties.get("NRestarts")),
    exitStatus: count(properties.get("ExecMainStatus")),
    activeSince: since === undefined || since === 0 ? undefined : Math.floor(since / 1000),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function word(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= 255 ? value : undefined;
}

function natural(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

function readUnit(value: unknown): SystemdUnit | undefined {
  if (!isRecord(value)) return undefined;
  const [name, load, active, sub] = [value.name, value.load, value.active, value.sub].map(word);
  if (name === undefined || load === undefined || active === undefined || sub === undefined) return undefined;
  return defined({
    name,
    load,
    active,
    sub,
    enabled: word(value.enabled),
    result: word(value.result),
    restarts: natural(value.restarts),
    exitStatus: natural(value.exitStatus),
    activeSince: natural(value.activeSince),
  });
}

/** Units as the helper's wire and extra/systemd-units.json hold them; undefined where `value` is not a list of them. */
export function readUnits(value: unknown): readonly SystemdUnit[] | undefined {
  if (!Array.isArray(value) || value.length > 256) return undefined;
  const units = value.map(readUnit);
  const sound = units.filter((unit) => unit !== undefined);
  return sound.length === units.length ? sound : undefined;
}

/** extra/systemd-units.json of a captured tree. */
export function parseUnits(file: string): readonly SystemdUnit[] | undefined {
  try {
    return readUnits(JSON.parse(file));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
