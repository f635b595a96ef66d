/** What is known about time while a log is read: its headers leave out the year, the zone, or the whole date. */
export interface LogClock {
  /** ms since the epoch. */
  readonly now: number;
  /** When the kernel that wrote the log started, ms since the epoch; absent where it cannot be told (a dmesg from elsewhere). */
  readonly bootTime?: number;
  /** /proc/sys/kernel/random/boot_id of that kernel. */
  readonly bootId?: string;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAY_MS = 86_400_000;

/**
 * ms since the epoch of a local date; without a year it is the latest one that is not in the future
 * (a day of tolerance for zones and clocks). Undefined where the month is not one.
 */
export function localTime(
  year: number | undefined,
  month: string,
  day: number,
  time: string,
  now: number,
): number | undefined {
  const index = MONTHS.indexOf(month);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  if (index < 0 || ![day, hours, minutes, seconds].every(Number.isFinite)) return undefined;
  const at = (full: number) => new Date(full, index, day, hours, minutes, seconds).getTime();
  if (year !== undefined) return at(year);
  const thisYear = at(new Date(now).getFullYear());
  return thisYear <= now + DAY_MS ? thisYear : at(new Date(now).getFullYear() - 1);
}

/** ms since the epoch of an ISO 8601 time; a comma before the fraction is taken as well (dmesg --time-format iso). */
export function isoTime(text: string): number | undefined {
  const time = Date.parse(text.replace(",", "."));
  return Number.isNaN(time) ? undefined : time;
}
