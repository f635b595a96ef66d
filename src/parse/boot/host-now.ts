import { type Host, look } from "../../core/index.ts";
import { hostClock } from "./host-clock.ts";

/** ms since the epoch by the host's own clock, at the moment of its capture where it is a captured tree; undefined where it is not shown. */
export async function clockOf(host: Host): Promise<number | undefined> {
  const [stat, uptime] = await Promise.all([look(host, "/proc/stat"), look(host, "/proc/uptime")]);
  const clock = stat.known && uptime.known ? hostClock(stat.value, uptime.value) : undefined;
  return clock === undefined ? undefined : clock.now * 1000;
}
