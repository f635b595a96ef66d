import { defined, type SystemdUnit } from "../core/index.ts";
import type { DbusCall, DbusValue } from "./dbus.ts";

const SYSTEMD = "org.freedesktop.systemd1";

/** The properties of org.freedesktop.systemd1(5) that are asked for. NRestarts is there since systemd 235; sockets have none of the last three. */
const ASKED = [
  ["Unit", "LoadState"],
  ["Unit", "ActiveState"],
  ["Unit", "SubState"],
  ["Unit", "UnitFileState"],
  ["Unit", "ActiveEnterTimestamp"],
  ["Service", "Result"],
  ["Service", "NRestarts"],
  ["Service", "ExecMainStatus"],
] as const;

export type AskedProperty = (typeof ASKED)[number][1];

/** One property of one unit, and the call that asks for it. */
export interface UnitQuestion {
  readonly unit: string;
  readonly property: AskedProperty;
  readonly call: DbusCall;
}

/** A unit as the manager names its object: everything but letters and digits is "_" and two hex digits (bus_label_escape). */
function objectPath(unit: string): string {
  const escaped = [...new TextEncoder().encode(unit)].map((byte, index) => {
    const character = String.fromCharCode(byte);
    const plain = index === 0 ? /[A-Za-z]/ : /[A-Za-z0-9]/;
    return plain.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
  });
  return `/org/freedesktop/systemd1/unit/${escaped.join("")}`;
}

/** What to ask the manager about some units; serials count from `first`. Asking changes nothing: no unit is started by it. */
export function unitQuestions(units: readonly string[], first: number): readonly UnitQuestion[] {
  const wanted = units.flatMap((unit) =>
    ASKED.filter(([kind]) => kind === "Unit" || unit.endsWith(".service")).map(([kind, property]) => ({
      unit,
      property,
      kind,
    })),
  );
  return wanted.map(({ unit, property, kind }, index) => ({
    unit,
    property,
    call: {
      serial: first + index,
      destination: SYSTEMD,
      path: objectPath(unit),
      interface: "org.freedesktop.DBus.Properties",
      member: "Get",
      args: [`${SYSTEMD}.${kind}`, property],
    },
  }));
}

type Properties = ReadonlyMap<AskedProperty, DbusValue>;

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
