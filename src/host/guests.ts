import { explainError, field, type Guest, type GuestSnapshot, type Host } from "../core/index.ts";
import { isGuestProcess } from "../parse/guest/guest-thread.ts";
import { threadGroup } from "../parse/proc-stat.ts";
import { assembleGuest } from "./assemble-guest.ts";
import { type GuestProcess, ids, lookAtProcess } from "./guest-process.ts";
import { readStatus, type StatusFile } from "./guest-status.ts";

/** Where libvirt keeps what it knows of running guests, also while it does not run itself. */
const DIRECTORY = "/run/libvirt/qemu";
/** The file of libvirt's own process among those of the guests' (libvirt, src/qemu/qemu_driver.c). */
const DRIVER = "driver.pid";
const MOST_GUESTS = 1024;

/** How guests are looked for. */
export interface GuestLook {
  /** ms since the epoch. */
  readonly now: number;
  /** When this machine was booted, ms since the epoch; absent for a captured tree. */
  readonly bootedAt?: number;
  /** What the last look found: only what changed since is read. */
  readonly former?: GuestsSeen;
  /** Threads that somebody asks about: of a qemu, perhaps, that libvirt does not tell of. */
  readonly threads?: readonly number[];
  /** Looks at all processes for a qemu that libvirt does not tell of; without libvirt's directory it is done anyway. */
  readonly everywhere?: boolean;
}

/** All guests, and what the next look need not read again. */
export interface GuestsSeen extends GuestSnapshot {
  readonly files: ReadonlyMap<string, StatusFile>;
  readonly processes: ReadonlyMap<number, GuestProcess>;
}

interface Seeing {
  readonly host: Host;
  readonly look: GuestLook;
  readonly guests: Guest[];
  readonly files: Map<string, StatusFile>;
  readonly processes: Map<number, GuestProcess>;
  hasProcesses: boolean | undefined;
}

/** Domains by the names of their files. */
function domainsOf(names: readonly string[]): readonly string[] {
  const endings = /^(?<domain>[^.].*)\.(?:xml|pid)$/s;
  const found = names.flatMap((name) => (name === DRIVER ? [] : (endings.exec(name)?.groups?.domain ?? [])));
  return [...new Set(found)].slice(0, MOST_GUESTS);
}

async function pidFile(host: Host, path: string): Promise<number | undefined> {
  return ids([((await host.read(path)) ?? "").trim()])[0];
}

async function canSeeProcesses(seeing: Seeing): Promise<boolean> {
  seeing.hasProcesses ??= ids(await seeing.host.list("/proc")).length > 0;
  return seeing.hasProcesses;
}

async function processOf(seeing: Seeing, pid: number, cmdline: boolean): Promise<GuestProcess | undefined> {
  const former = seeing.look.former?.processes.get(pid);
  const process = await lookAtProcess(seeing.host, pid, { former, cmdline });
  if (process !== undefined) seeing.processes.set(pid, process);
  return process;
}

async function addDomain(seeing: Seeing, fileName: string): Promise<void> {
  const { host, look } = seeing;
  const path = `${DIRECTORY}/${fileName}`;
  const file = await readStatus(host, `${path}.xml`, { now: look.now, former: look.former?.files.get(fileName) });
  if (file !== undefined) seeing.files.set(fileName, file);
  const pid = file?.status?.pid ?? (await pidFile(host, `${path}.pid`));
  const process = pid === undefined ? undefined : await processOf(seeing, pid, file?.status === undefined);
  const domain = file?.status?.domain ?? field(fileName);
  const hasProcesses = process !== undefined || (await canSeeProcesses(seeing));
  seeing.guests.push(assembleGuest({ domain, file, pid, process, hasProcesses, bootedAt: look.bootedAt }));
}

/** A guest of which libvirt's directory does not tell. */
async function addStray(seeing: Seeing, pid: number): Promise<void> {
  if (seeing.guests.length >= MOST_GUESTS || seeing.guests.some((guest) => guest.pid === pid)) return;
  const process = await processOf(seeing, pid, true);
  const domain = process?.cmdline?.domain;
  if (process === undefined || process.threads.length === 0 || domain === undefined) return;
  seeing.guests.push(assembleGuest({ domain, pid, process, hasProcesses: true }));
}

/** Processes that may be a guest's: those asked for, and where libvirt tells of none, all that are called so. */
async function strays({ host, look }: Seeing, isTold: boolean): Promise<readonly number[]> {
  const asked: number[] = [];
  for (const tid of look.threads ?? []) {
    const pid = threadGroup((await host.read(`/proc/${tid}/status`)) ?? "");
    if (pid !== undefined) asked.push(pid);
  }
  const all = isTold && look.everywhere !== true ? [] : ids(await host.list("/proc"));
  const named: number[] = [];
  for (const pid of new Set([...asked, ...all])) {
    if (isGuestProcess(((await host.read(`/proc/${pid}/comm`)) ?? "").trim())) named.push(pid);
  }
  return named;
}

/** Tries one part; what is wrong with it is told with the guest's name, and hurts no other. */
async function tried(seeing: Seeing, domain: string, part: () => Promise<void>): Promise<void> {
  try {
    await part();
  } catch (error) {
    const problems = [{ kind: "unreadable" as const, why: explainError(error) }];
    seeing.guests.push({ domain, state: "unknown", vcpus: [], threads: [], taps: [], problems });
  }
}

/**
 * The guests of a host, without a call to libvirt and without a child process. libvirt's status files are the source; they stay behind when
 * a qemu dies while libvirt is down, so each process is looked at, too. Where they cannot be read, its command line tells who it is.
 */
export async function lookForGuests(host: Host, look: GuestLook): Promise<GuestsSeen> {
  const seeing: Seeing = { host, look, guests: [], files: new Map(), processes: new Map(), hasProcesses: undefined };
  let missing: string | undefined;
  let names: readonly string[] = [];
  try {
    names = await host.list(DIRECTORY);
  } catch (error) {
    missing = explainError(error);
  }
  const domains = domainsOf(names);
  for (const domain of domains) await tried(seeing, field(domain), () => addDomain(seeing, domain));
  for (const pid of await strays(seeing, domains.length > 0)) {
    await tried(seeing, `pid ${pid}`, () => addStray(seeing, pid));
  }
  const { guests, files, processes } = seeing;
  return { guests, files, processes, ...(missing === undefined ? {} : { missing }) };
}
