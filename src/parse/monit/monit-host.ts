import { type Answer, type Host, look, MONITRC, type MonitStatus } from "../../core/index.ts";
import { monitHttpd } from "./monit-httpd.ts";
import { lastPidSeen, type ProcessSeen, pidFileSeen, processSeen } from "./monit-process.ts";
import { programSeen } from "./monit-program-file.ts";
import type { SeenService } from "./monit-programs.ts";
import type { MonitProgram, MonitrcService } from "./monitrc.ts";
import { type MonitControl, monitControl } from "./monitrc-files.ts";

type Control = (typeof MONITRC)[number];

async function isThere(host: Host, path: Control): Promise<boolean> {
  try {
    return (await host.stat(path)) !== undefined;
  } catch {
    // A directory that may not be entered: root would be told.
    return true;
  }
}

/** The control file of the monit of this host; three looks where there is none. */
export async function controlPath(host: Host): Promise<Control | undefined> {
  for (const path of MONITRC) if (await isThere(host, path)) return path;
  return undefined;
}

export function readControl(host: Host, path: Control): Promise<Answer<MonitControl>> {
  return monitControl(host, path);
}

/** Neither services nor an interface, as in the control file that Debian installs: nobody need be asked (measured: 13 ms of loading). */
export function isIdle(control: Answer<MonitControl>): boolean {
  if (!control.known) return false;
  const { files, services, unread } = control.value;
  return services.length === 0 && unread.length === 0 && monitHttpd(files.flatMap(({ words }) => words)) === undefined;
}

/** The boot that kept facts are compared within. */
export async function bootIdOf(host: Host): Promise<string | undefined> {
  const id = await look(host, "/proc/sys/kernel/random/boot_id");
  return id.known ? id.value : undefined;
}

/** A pid file may be cut, old, another's or gone; where the process that monit saw lives, the two contradict each other. */
async function withMonit(host: Host, seen: ProcessSeen, pid: number | undefined): Promise<ProcessSeen> {
  const isNumberless = seen.pid === undefined && (seen.alive === false || seen.isGarbage === true);
  if (pid === undefined || pid < 2 || pid === seen.pid || (seen.alive !== false && !isNumberless)) return seen;
  const other = await processSeen(host, pid);
  if (other.alive !== true) return seen;
  const raw = `${seen.raw}; monit saw pid ${pid}, which lives`;
  return isNumberless ? { alive: true, pid, isFileGone: true, raw } : { ...seen, alive: undefined, raw };
}

/** Each process that monit names, told by its pid file, or else by the number that monit last saw. */
export async function processesOf(
  host: Host,
  status: MonitStatus,
  control: Answer<MonitControl> | undefined,
): Promise<ReadonlyMap<string, ProcessSeen>> {
  const files = new Map(control?.known === true ? control.value.services.map((one) => [one.name, one.pidFile]) : []);
  const found = new Map<string, ProcessSeen>();
  for (const { name, type, pid } of status.services) {
    const file = files.get(name);
    if (type !== 3) continue;
    if (file !== undefined) found.set(name, await withMonit(host, await pidFileSeen(host, file, [name]), pid));
    else if (pid !== undefined && pid > 1) found.set(name, await lastPidSeen(host, pid));
  }
  return found;
}

/** A service's programs and its process, as they lie on the host. */
export async function seenService(host: Host, service: MonitrcService): Promise<SeenService> {
  // Start and stop are one file most times.
  const looks = new Map<string, ReturnType<typeof programSeen>>();
  const seenOf = (program: MonitProgram) => {
    const key = `${program.isRead === true} ${program.path}`;
    const seen = looks.get(key) ?? programSeen(host, program);
    looks.set(key, seen);
    return seen;
  };
  const programs = await Promise.all(
    service.programs.map(async (program) => ({ ...program, ...(await seenOf(program)) })),
  );
  const process = service.pidFile === undefined ? undefined : await pidFileSeen(host, service.pidFile, [service.name]);
  return { service, programs, process };
}
