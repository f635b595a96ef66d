import { type Answer, type Host, look, MONITRC, type MonitStatus } from "../core/index.ts";
import { lastPidSeen, type ProcessSeen, pidFileSeen, processSeen } from "./monit-process.ts";
import type { ProgramState, SeenService } from "./monit-programs.ts";
import type { MonitrcService } from "./monitrc.ts";
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

/** The boot that kept facts are compared within. */
export async function bootIdOf(host: Host): Promise<string | undefined> {
  const id = await look(host, "/proc/sys/kernel/random/boot_id");
  return id.known ? id.value : undefined;
}

/** A pid file may be cut, old, or another's; where the process that monit saw lives, the two contradict each other and nothing is known. */
async function withMonit(host: Host, seen: ProcessSeen, pid: number | undefined): Promise<ProcessSeen> {
  if (seen.alive !== false || seen.pid === undefined || pid === undefined || pid === seen.pid) return seen;
  const other = await processSeen(host, pid);
  return other.alive === true
    ? { ...seen, alive: undefined, raw: `${seen.raw}; monit saw pid ${pid}, which lives` }
    : seen;
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
    if (file !== undefined) found.set(name, await withMonit(host, await pidFileSeen(host, file), pid));
    else if (pid !== undefined && pid > 0) found.set(name, await lastPidSeen(host, pid));
  }
  return found;
}

async function stateOf(host: Host, path: string): Promise<ProgramState> {
  try {
    const stat = await host.stat(path);
    if (stat === undefined) return "missing";
    // A captured tree has no rights of what it could not keep; what is no file is somebody's own doing.
    if (stat.kind !== "file" || stat.mode === 0) return "unseen";
    return (stat.mode & 0o111) === 0 ? "not executable" : "there";
  } catch {
    return "unseen";
  }
}

/** A service's programs and its process, as they lie on the host. */
export async function seenService(host: Host, service: MonitrcService): Promise<SeenService> {
  const programs = await Promise.all(
    service.programs.map(async (program) => ({ ...program, state: await stateOf(host, program.path) })),
  );
  const process = service.pidFile === undefined ? undefined : await pidFileSeen(host, service.pidFile);
  return { service, programs, process };
}
