import type { Host } from "../core/index.ts";
import type { GuestsThere } from "../detect/guest-attribution.ts";
import { GuestDirectory } from "../detect/guest-directory.ts";
import { bootTime } from "../detect/log-scan.ts";
import { lookForGuests } from "../host/guests.ts";

/** One look at the guests, for a log of the same boot. A captured tree's clocks are not those of this machine. */
export async function guestsThere(host: Host, isLive: boolean): Promise<GuestsThere> {
  const directory = new GuestDirectory();
  const [now, bootedAt] = [Date.now(), bootTime()];
  const seen = await lookForGuests(host, { now, ...(isLive ? { bootedAt } : {}) });
  directory.update(seen, isLive ? now - bootedAt : Number.MAX_SAFE_INTEGER);
  return isLive ? { directory, bootedAt: bootTime } : { directory };
}
