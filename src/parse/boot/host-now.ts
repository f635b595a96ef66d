import { type Host, look } from "../../core/index.ts";
import { type HostClock, hostClock } from "./host-clock.ts";

/** The host's own clock, at the moment of its capture where it is a captured tree; undefined where it is not shown. */
export async function lookAtClock(host: Host): Promise<HostClock | undefined> {
  const [stat, uptime] = await Promise.all([look(host, "/proc/stat"), look(host, "/proc/uptime")]);
  return stat.known && uptime.known ? hostClock(stat.value, uptime.value) : undefined;
}

/** ms since the epoch by that clock. */
export async function clockOf(host: Host): Promise<number | undefined> {
  const clock = await lookAtClock(host);
  return clock === undefined ? undefined : clock.now * 1000;
}
