/** A part of the host that hwmon or the BMC complains of. */
export interface Part {
  readonly type: "device" | "memory" | "disk";
  readonly name: string;
  /** Where it was seen; alike for several complaints of one part. */
  readonly id: string;
  readonly reason: PartReason;
  /** "cr, 0 RPM", "Power Supply AC lost". */
  readonly state: string;
  readonly evidence: string;
}

export type PartReason =
  | "FanFault"
  | "PowerFault"
  | "RedundancyLost"
  | "DriveFault"
  | "TemperatureAlarm"
  | "TemperatureCritical"
  | "EccLogged"
  | "EccUncorrectable";

/** What the words of a BMC's state or event say of a part (IPMI 2.0, table 42-3, as ipmitool words them); undefined for all that is well. */
export function reasonOfState(state: string): PartReason | undefined {
  if (/^redundancy (?:lost|degraded)|^non-redundant/i.test(state)) return "RedundancyLost";
  if (/^drive fault|^in (?:critical|failed) array/i.test(state)) return "DriveFault";
  return /^failure detected|^predictive failure|ac lost|input lost|out-of-range|^config(?:uration)? error/i.test(state)
    ? "PowerFault"
    : undefined;
}
