import type { Host } from "../core/index.ts";
import type { Runtime } from "./container/restart-steps.ts";
import { askedUnits, KUBELET } from "./unit/unit-state.ts";
import { wantedUnits } from "./unit/units.ts";

/** The file that each runtime's daemon makes when it starts: systemd makes Docker's socket, containerd its own. */
const FILES: Readonly<Record<Runtime, string>> = {
  docker: "/run/docker.pid",
  containerd: "/run/containerd/containerd.sock",
};
/** What the 4.10 procedure restarts in a region of each. */
const UNITS: Readonly<Record<Runtime, readonly string[]>> = {
  docker: ["docker.service"],
  containerd: ["containerd.service", KUBELET],
};

async function fileTime(host: Host, path: string): Promise<number | undefined> {
  try {
    return (await host.stat(path))?.modifiedAt;
  } catch {
    // It may not be looked at: systemd may tell the same.
    return undefined;
  }
}

/** When the daemons that run now were started, ms: by their own files and by systemd, which is asked the question of the check units. */
export async function daemonStarts(host: Host, runtime: Runtime): Promise<readonly number[]> {
  const [modifiedAt, units] = await Promise.all([
    fileTime(host, FILES[runtime]),
    host.probe("systemd-units", { units: askedUnits(wantedUnits(host.profile, host.site)) }),
  ]);
  const listed = units.known ? units.value.filter(({ name }) => UNITS[runtime].includes(name)) : [];
  return [modifiedAt, ...listed.map(({ activeSince }) => activeSince)].filter((at) => at !== undefined);
}
