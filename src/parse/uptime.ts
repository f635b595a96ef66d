const UPTIME = /^(\d{1,12})\.\d{1,2} /;

/** Seconds since boot, of /proc/uptime: "21.22 1.20". */
export function uptimeSeconds(text: string): number | undefined {
  const seconds = UPTIME.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
