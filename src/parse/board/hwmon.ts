import type { Part } from "./part.ts";

/** Monitoring chips of the board (Documentation/hwmon/sysfs-interface.rst). */
export const HWMON = "/sys/class/hwmon";

/** What one chip shows: its driver's name, and the directory it was found under. */
export interface Chip {
  readonly dir: string;
  readonly name: string;
}

/** An alarm that is raised, with what stands beside it. */
export interface Alarm {
  readonly chip: Chip;
  /** "fan1_min_alarm". */
  readonly file: string;
  readonly label: string | undefined;
  readonly input: string | undefined;
  /** The limits it may be raised against; undefined where the chip shows none. */
  readonly limits: readonly (string | undefined)[];
}

const CHIPS = 64;
const FILES = 64;

/**
 * Chips whose alarms are others' matter, or are asked of a disk that may be dead: `nvme` sends it a command and `drivetemp` as well (the
 * check disk-health tells of disks); `power_meter` tells that a cap on the consumption works.
 */
const OTHERS: readonly string[] = ["nvme", "drivetemp", "power_meter"];

/** Cold is no fault here, so no temp*_min_alarm; `intrusion` and `power*_cap_alarm` are none of a part. */
const ALARM =
  /^(?:fan\d{1,3}_(?:fault|(?:(?:min|max)_)?alarm)|temp\d{1,3}_(?:(?:max|crit|emergency)_)?alarm|(?:in|curr|power)\d{1,3}_(?:(?:min|max|lcrit|crit)_)?alarm)$/;

export function chipDirs(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^hwmon\d{1,4}$/.test(name)).slice(0, CHIPS);
}

/** coretemp has one for each core, and reading it interrupts that core; temp1 is the package's, which is the hottest of them. */
export function alarmFiles({ name }: Chip, names: readonly string[]): readonly string[] {
  if (OTHERS.includes(name)) return [];
  const files = names.filter((file) => ALARM.test(file));
  return (name === "coretemp" ? files.filter((file) => file.startsWith("temp1_")) : files).slice(0, FILES);
}

/** "fan1" of "fan1_min_alarm". */
export function channelOf(file: string): string {
  return file.slice(0, file.indexOf("_"));
}

/** Files of the limits that an alarm speaks of: the named one, or those that a general alarm may mean. */
export function limitFiles(file: string): readonly string[] {
  const channel = channelOf(file);
  const named = /_(min|max|lcrit|crit|emergency)_alarm$/.exec(file)?.[1];
  if (named !== undefined) return [`${channel}_${named}`];
  if (file.endsWith("_fault")) return [];
  if (channel.startsWith("fan")) return [`${channel}_min`];
  return channel.startsWith("temp") ? [`${channel}_max`] : [`${channel}_min`, `${channel}_max`];
}

/** Boards leave limits of channels that are not connected at 0, and such a chip raises an alarm for ever. */
export function isMeant({ limits }: Alarm): boolean {
  const shown = limits.filter((limit) => limit !== undefined);
  return shown.length === 0 || shown.some((limit) => Number(limit) > 0);
}

/** The sysfs units are milli-degrees, mV, mA and µW. */
const UNITS: readonly (readonly [channel: string, divisor: number, unit: string])[] = [
  ["fan", 1, "RPM"],
  ["temp", 1000, "°C"],
  ["in", 1000, "V"],
  ["curr", 1000, "A"],
  ["power", 1_000_000, "W"],
];

function readingOf(channel: string, input: string | undefined): string {
  const [, divisor, unit] = UNITS.find(([prefix]) => channel.startsWith(prefix)) ?? ["", 1, ""];
  const value = input === undefined || !/^-?\d{1,12}$/.test(input) ? undefined : Number(input) / divisor;
  return value === undefined ? "no reading" : `${value} ${unit}`;
}

function reasonOf(file: string): Part["reason"] {
  if (file.startsWith("fan")) return "FanFault";
  if (!file.startsWith("temp")) return "PowerFault";
  return /_(?:crit|emergency)_alarm$/.test(file) ? "TemperatureCritical" : "TemperatureAlarm";
}

export function partOfAlarm(alarm: Alarm): Part {
  const { chip, file, label, input } = alarm;
  const channel = channelOf(file);
  const reading = readingOf(channel, input);
  return {
    type: "device",
    name: `${chip.name} ${label ?? channel}`,
    id: `${chip.dir}/${channel}`,
    reason: reasonOf(file),
    state: `${file} ${reading}`,
    evidence: `${HWMON}/${chip.dir}/${file}: 1 (${reading})`,
  };
}
