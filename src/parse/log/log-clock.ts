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

/** Of each month; a leap day is left to Date.parse. */
const DAYS: readonly number[] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DAY_MS = 86_400_000;

/**
 * ms since the epoch of a local date, its month by its English name or by number; without a year it is the latest one that is not in the future
 * (a day of tolerance for zones and clocks). Undefined where the month is not one.
 */
export function localTime(
  year: number | undefined,
  month: string,
  day: number,
  time: string,
  now: number,
): number | undefined {
  const index = /^\d{1,2}$/.test(month) ? Number(month) - 1 : MONTHS.indexOf(month);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  if (index < 0 || index > 11 || ![day, hours, minutes, seconds].every(Number.isFinite)) return undefined;
  const at = (full: number) => new Date(full, index, day, hours, minutes, seconds).getTime();
  if (year !== undefined) return at(year);
  const thisYear = at(new Date(now).getFullYear());
  return thisYear <= now + DAY_MS ? thisYear : at(new Date(now).getFullYear() - 1);
}

/** Hours of the zones whose names say one thing; any other name is the reader's own zone. */
const ZONES: Readonly<Record<string, string>> = { UTC: "Z", GMT: "Z", KST: "+09:00", JST: "+09:00" };

/** ms since the epoch of "2026-11-21T03:07:12" in a zone as journalctl names it; without one it is local. */
export function zonedTime(text: string, zone: string | undefined): number | undefined {
  const known = zone === undefined ? "" : (ZONES[zone] ?? (/^(?:Z|[+-]\d\d)/.test(zone) ? zone : ""));
  const time = Date.parse(`${text}${/^[+-]\d\d$/.test(known) ? `${known}:00` : known}`);
  return Number.isNaN(time) ? undefined : time;
}

/** The number that `count` digits from `at` on make; NaN where one of them is none. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

/** ms since the epoch of "2026-11-21T03:07:12.110825+09:00", the shape that rsyslog writes; NaN where it is another. Date.parse takes ten times as long. */
function rsyslogTime(text: string): number {
  if (text.length !== 32 || text[10] !== "T" || text[19] !== "." || text[29] !== ":") return Number.NaN;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  const [hours, minutes, seconds] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  const isReal = day >= 1 && day <= (DAYS[month] ?? 0) && hours < 24 && minutes < 60 && seconds < 60;
  if (!isReal) return Number.NaN;
  const sign = text[26] === "+" ? -1 : text[26] === "-" ? 1 : Number.NaN;
  const zone = sign * (digits(text, 27, 2) * 60 + digits(text, 30, 2)) * 60_000;
  return Date.UTC(year, month - 1, day, hours, minutes, seconds, digits(text, 20, 3)) + zone;
}

/** ms since the epoch of an ISO 8601 time; a comma before the fraction is taken as well (dmesg --time-format iso). */
export function isoTime(text: string): number | undefined {
  const fast = rsyslogTime(text);
  const time = Number.isNaN(fast) ? Date.parse(text.replace(",", ".")) : fast;
  return Number.isNaN(time) ? undefined : time;
}
