/** What the host's own clock shows, by the kernel's words alone, so that a captured tree tells the moment of its capture. */
export interface HostClock {
  /** s since the epoch. */
  readonly now: number;
  /** s since boot. */
  readonly up: number;
}

/** s since boot, of /proc/uptime. */
export function uptimeSeconds(uptime: string): number | undefined {
  const seconds = /^(?<seconds>\d{1,12}(?:\.\d{1,9})?) /.exec(uptime)?.groups?.seconds;
  return seconds === undefined ? undefined : Number(seconds);
}

/**
 * `btime` of /proc/stat and /proc/uptime: btime is made anew from the wall clock at each read (fs/proc/stat.c, getboottime64), so that their
 * sum is the wall clock's time, to the second.
 */
export function hostClock(stat: string, uptime: string): HostClock | undefined {
  const boot = /^btime (?<seconds>\d{1,12})$/m.exec(stat)?.groups?.seconds;
  const up = uptimeSeconds(uptime);
  return boot === undefined || up === undefined ? undefined : { now: Number(boot) + up, up };
}
