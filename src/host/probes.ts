import { closeSync, constants, existsSync, fstatSync, openSync, readSync, type StatsFs, statfs } from "node:fs";
import {
  type Answer,
  denied,
  errorCode,
  explainError,
  type FileSystem,
  known,
  notKnown,
  type ProbeArgs,
  type ProbeValue,
  type ProbeVerb,
} from "../core/index.ts";
import { readBootLog } from "./boot-log.ts";
import { askChrony, CHRONY_PORT } from "./chrony.ts";
import { readRequest } from "./probe-request.ts";
import { askSystemd } from "./systemd.ts";

const TABLE_BYTES = 65_536;
const TABLES = "/sys/firmware/acpi/tables";
const SMBIOS = "/sys/firmware/dmi/tables/DMI";

/** The node is gone, or nothing is behind it. */
const DEAD: readonly string[] = ["ENOENT", "ENXIO", "ENODEV"];
const DENIED: readonly string[] = ["EACCES", "EPERM"];

function withFile<T>(path: string, flags: number, use: (fd: number) => T): T {
  const fd = openSync(path, flags | constants.O_NONBLOCK);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

function failed(error: unknown): Answer<never> {
  const why = explainError(error);
  return DENIED.includes(errorCode(error) ?? "") ? denied(why) : notKnown(why);
}

/** Eight bytes at the register's number. Nothing is modprobed: where the msr module is not loaded there is no answer. */
function msr({ cpu, register }: ProbeArgs<"msr">): Answer<bigint> {
  const path = `/dev/cpu/${cpu}/msr`;
  if (!existsSync(path)) return notKnown(`${path} does not exist: the msr module is not loaded`);
  return withFile(path, constants.O_RDONLY, (fd) => {
    const bytes = Buffer.alloc(8);
    const count = readSync(fd, bytes, 0, 8, register);
    return count === 8 ? known(bytes.readBigUInt64LE()) : notKnown(`read ${path}: ${count} of 8 bytes`);
  });
}

function table(path: string): Uint8Array {
  return withFile(path, constants.O_RDONLY, (fd) => {
    const bytes = Buffer.alloc(TABLE_BYTES);
    let end = 0;
    for (let count = 1; count > 0 && end < TABLE_BYTES; end += count)
      count = readSync(fd, bytes, end, TABLE_BYTES - end, end);
    return bytes.subarray(0, end);
  });
}

function acpiTable({ signature }: ProbeArgs<"acpi-table">): Answer<Uint8Array> {
  try {
    return known(table(`${TABLES}/${signature}`));
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    return withFile(TABLES, constants.O_RDONLY | constants.O_DIRECTORY, () => known(new Uint8Array()));
  }
}

function openKvm(): Answer<boolean> {
  try {
    return withFile("/dev/kvm", constants.O_RDWR, (fd) => known(fstatSync(fd).isCharacterDevice()));
  } catch (error) {
    if (DEAD.includes(errorCode(error) ?? "")) return known(false);
    throw error;
  }
}

async function fileSystem({ path }: ProbeArgs<"file-system">): Promise<Answer<FileSystem>> {
  // Not of node:fs/promises, which loads eight modules more (1 ms).
  const { bsize, blocks, bavail, files, ffree } = await new Promise<StatsFs>((resolve, reject) =>
    statfs(path, (error, stats) => (error === null ? resolve(stats) : reject(error))),
  );
  return known({ bytes: blocks * bsize, availableBytes: bavail * bsize, inodes: files, freeInodes: ffree });
}

/** `toolPath`: where programs are looked for instead of the system's directories. */
type Probe<V extends ProbeVerb> = (
  args: ProbeArgs<V>,
  toolPath?: string,
) => Answer<ProbeValue<V>> | Promise<Answer<ProbeValue<V>>>;

const PROBES: { readonly [V in ProbeVerb]: Probe<V> } = {
  msr,
  "acpi-table": acpiTable,
  "open-kvm": openKvm,
  smbios: () => known(table(SMBIOS)),
  "boot-log": () => readBootLog(),
  "file-system": fileSystem,
  "chrony-tracking": () => askChrony({ port: CHRONY_PORT, sequence: Math.floor(Math.random() * 2 ** 32) }),
  "monit-status": async ({ control }) => (await import("./monit.ts")).monitStatus(control),
  // Loaded where there is a runtime to ask.
  "docker-containers": async () => (await import("./docker.ts")).askDocker(),
  "cri-containers": async () => (await import("./cri.ts")).askCri(),
  "systemd-units": ({ units }) => askSystemd(units),
  // Loaded where they run, which is in the helper: what starts a child process is no part of a check.
  smart: async ({ disk }, path) => (await import("./tools.ts")).smart(disk, path),
  "ipmi-sensors": async (_, path) => (await import("./tools.ts")).ipmiSensors(path),
  "ipmi-events": async (_, path) => (await import("./tools.ts")).ipmiEvents(path),
};

/** Who does a probe: any process, one that is root, or the privileged helper alone, because it starts a child process. */
export const DONE_BY: Readonly<Record<ProbeVerb, "anyone" | "root" | "helper">> = {
  msr: "root",
  "acpi-table": "root",
  "open-kvm": "root",
  smbios: "root",
  "boot-log": "root",
  "file-system": "anyone",
  "chrony-tracking": "anyone",
  "monit-status": "root",
  "docker-containers": "root",
  "cri-containers": "root",
  "systemd-units": "anyone",
  smart: "helper",
  "ipmi-sensors": "helper",
  "ipmi-events": "helper",
};

/** Does a probe in this process, which has to be who DONE_BY says. A failure to look is an answer, too. */
export async function probeHere<V extends ProbeVerb>(
  verb: V,
  args: ProbeArgs<V>,
  toolPath?: string,
): Promise<Answer<ProbeValue<V>>> {
  const request = readRequest({ verb, args });
  if (typeof request === "string") return notKnown(request);
  try {
    return await PROBES[verb](args, toolPath);
  } catch (error) {
    return failed(error);
  }
}
