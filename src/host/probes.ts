import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from "node:fs";
import {
  type Answer,
  denied,
  errorCode,
  explainError,
  known,
  notKnown,
  type ProbeArgs,
  type ProbeValue,
  type ProbeVerb,
} from "../core/index.ts";
import { readRequest } from "./probe-request.ts";

const TABLE_BYTES = 65_536;
const TABLES = "/sys/firmware/acpi/tables";

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

function acpiTable({ signature }: ProbeArgs<"acpi-table">): Answer<Uint8Array> {
  const path = `${TABLES}/${signature}`;
  try {
    return withFile(path, constants.O_RDONLY, (fd) => {
      const bytes = Buffer.alloc(TABLE_BYTES);
      let end = 0;
      for (let count = 1; count > 0 && end < TABLE_BYTES; end += count)
        count = readSync(fd, bytes, end, TABLE_BYTES - end, end);
      return known(bytes.subarray(0, end));
    });
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

const PROBES: { readonly [V in ProbeVerb]: (args: ProbeArgs<V>) => Answer<ProbeValue<V>> } = {
  msr,
  "acpi-table": acpiTable,
  "open-kvm": openKvm,
};

/** Does a probe in this process, which has to be root for it. A failure to look is an answer, too. */
export function probeHere<V extends ProbeVerb>(verb: V, args: ProbeArgs<V>): Answer<ProbeValue<V>> {
  const request = readRequest({ verb, args });
  if (typeof request === "string") return notKnown(request);
  try {
    return PROBES[verb](args);
  } catch (error) {
    return failed(error);
  }
}
