/** The four states of the Nagios plugin convention, and `skipped`: the question does not apply to this host. */
export type Status = "ok" | "warning" | "critical" | "unknown" | "skipped";

/** Worst first. A failed look (`unknown`) never hides a `critical`, as the numeric maximum of Nagios' exit codes would. */
export const STATUSES: readonly Status[] = ["critical", "warning", "unknown", "ok", "skipped"];

const EXIT_CODES: Readonly<Record<Status, number>> = { ok: 0, warning: 1, critical: 2, unknown: 3, skipped: 0 };

/** Exit code of wrong usage and of a bad configuration (BSD sysexits EX_USAGE, EX_CONFIG). */
export const EXIT_USAGE = 64;
export const EXIT_CONFIG = 78;

/** The worst of all; `ok` of none. */
export function worst(statuses: Iterable<Status>): Status {
  const seen = new Set(statuses);
  return STATUSES.find((status) => seen.has(status)) ?? "ok";
}

/** Exit code of a command whose worst result is `status`: 0, 1, 2 or 3 as Nagios has it. */
export function exitCode(status: Status): number {
  return EXIT_CODES[status];
}
