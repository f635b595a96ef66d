import { isDuration, KraneError, milliseconds } from "../core/index.ts";

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?$/;

/** ms since the epoch of --since or --until: a date and time, or a duration before `now`; undefined where it was not given. */
export function sinceOption(value: string | undefined, now: number, option = "--since"): number | undefined {
  if (value === undefined) return undefined;
  if (isDuration(value)) return now - milliseconds(value);
  // A date alone would be taken for UTC, while a date with a time is local.
  const iso = DATE.test(value) ? `${value}T00:00` : value.replace(" ", "T");
  const time = TIME.test(iso) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new KraneError(
      "KRANE_CLI_USAGE",
      `${option} ${value}: write 2026-11-21T03:00 or a time ago such as 30m, 2h, 7d`,
    );
  }
  return time;
}
