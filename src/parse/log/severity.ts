/** syslog level 0 (emergency) to 7 (debug) -> OpenTelemetry severity number, by the mapping of its log data model. */
const SEVERITY_NUMBERS: readonly number[] = [21, 19, 18, 17, 13, 10, 9, 5];

/** Severity number of a syslog priority (facility * 8 + level); 0 where there is none. */
export function severityNumber(priority: number | undefined): number {
  if (priority === undefined || !Number.isInteger(priority) || priority < 0) return 0;
  return SEVERITY_NUMBERS[priority & 7] ?? 0;
}
