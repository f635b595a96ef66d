const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/**
 * How long to wait before the next try. The jitter comes after the clamp and is full: jitter before it left a fleet that had waited
 * for long with no spread at all, and brought its server down for 28 minutes (fleetdm#53357).
 */
export function backoffMs(failures: number, random: () => number, longestMs = LONGEST_MS): number {
  return random() * Math.min(longestMs, FIRST_MS * 2 ** Math.min(failures, 16));
}
