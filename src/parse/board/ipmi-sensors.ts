import { type Part, type PartReason, reasonOfState } from "./part.ts";

/** A sensor of the BMC as `ipmitool -c sdr list` prints it (lib/ipmi_sdr.c of 1.8.19, ipmi_sdr_print_sensor_fc, print_csv_discrete). */
export interface Sensor {
  readonly name: string;
  /** "5880 RPM"; empty for one that has states. */
  readonly reading: string;
  readonly unit: string;
  /** ok; nc, cr, nr beyond a limit; ns no reading. */
  readonly status: string;
  /** "Presence detected", "Failure detected". */
  readonly states: readonly string[];
  readonly line: string;
}

const SENSORS = 4096;
const STATUSES: readonly string[] = ["ok", "ns", "nc", "cr", "nr", "us", "lnr", "lcr", "lnc", "unc", "ucr", "unr"];

/** "Fan1A,5880,RPM,ok", "PS1 Status,C8h,ok,10.1,Presence detected, Failure detected" or "Fan Block,21,percent,ok,7.1,Fully Redundant". */
function sensorIn(line: string): readonly Sensor[] {
  const fields = line.split(",").map((one) => one.trim());
  const [name = "", value = "", unit = ""] = fields;
  const isDiscrete = /^[0-9A-F]{2}h$/.test(value);
  const at = isDiscrete ? 2 : 3;
  const status = fields[at] ?? "";
  if (name === "" || !STATUSES.includes(status)) return [];
  const states = fields.slice(at + 2).filter((state) => state !== "");
  return [
    { name, reading: isDiscrete ? "" : `${value} ${unit}`.trim(), unit: isDiscrete ? "" : unit, status, states, line },
  ];
}

export function parseSensors(text: string): readonly Sensor[] {
  return text.split("\n", SENSORS).flatMap((line) => sensorIn(line.trim()));
}

const BEYOND: readonly string[] = ["nc", "cr", "nr", "lnr", "lcr", "lnc", "unc", "ucr", "unr"];
const CRITICAL: readonly string[] = ["cr", "nr", "lnr", "lcr", "ucr", "unr"];

/** Consumption (watts, amperes) beyond a limit is the site's matter, no part's. */
function reasonOfLimit({ name, unit, status }: Sensor): PartReason | undefined {
  if (!BEYOND.includes(status)) return undefined;
  if (unit === "RPM" || /\bfan/i.test(name)) return "FanFault";
  if (unit === "Volts") return "PowerFault";
  if (!unit.startsWith("degrees")) return undefined;
  return CRITICAL.includes(status) ? "TemperatureCritical" : "TemperatureAlarm";
}

/** A drive's predicted failure and a power supply's have the same words. */
function isDrive(name: string): boolean {
  return /\b(?:drive|disk|hdd|ssd|nvme)/i.test(name);
}

/** What a sensor complains of. ipmitool says "ok" of every sensor with states: the states decide. */
export function partOfSensor(sensor: Sensor): readonly Part[] {
  const { name, reading, status, states, line } = sensor;
  const bad = states.find((state) => reasonOfState(state) !== undefined);
  const found = bad === undefined ? reasonOfLimit(sensor) : reasonOfState(bad);
  if (found === undefined) return [];
  const isDisk = found === "DriveFault" || (found === "PowerFault" && isDrive(name));
  const state = bad ?? `${status}, ${reading}`;
  const reason = isDisk ? "DriveFault" : found;
  return [{ type: isDisk ? "disk" : "device", name, id: `BMC ${name}`, reason, state, evidence: line }];
}
