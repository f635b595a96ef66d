import { constants as osConstants } from "node:os";
import {
  type Answer,
  type FileStat,
  type FileSystem,
  known,
  type MonitStatus,
  notKnown,
  type ProbeArgs,
  type ProbeValue,
  type ProbeVerb,
} from "../core/index.ts";
import { bootLinesOfDmesg, bootLinesOfKmsg } from "../parse/boot/boot-lines.ts";
import { parseKvmOpen } from "../parse/cpu/kvm-open.ts";
import { parseMsrDump } from "../parse/cpu/msr-dump.ts";
import { parseDevNodes } from "../parse/dev-nodes.ts";
import { parseFileSystems } from "../parse/disk/file-systems.ts";
import { parseMonitStatus } from "../parse/monit/monit-status.ts";
import { parseNoAnswers, questionKey } from "../parse/no-answers.ts";
import { parseUnits } from "../parse/unit/systemd-unit.ts";
import { EXTRA } from "./extra.ts";
import { failedAnswer } from "./failed-answer.ts";
import type { Files } from "./files.ts";
import { type ProbeRequest, readRequest } from "./probe-request.ts";

const TABLES = "/sys/firmware/acpi/tables";
const SMBIOS = "/sys/firmware/dmi/tables/DMI";
const TABLE_BYTES = 65_536;
const ERRNO_ENDING = /\.__errno$/;
/** A ring of the kernel that is larger is not read to its end: the boot is at its beginning. */
const RING_BYTES = 1_048_576;

async function nodeOf(files: Files, path: string): Promise<FileStat | undefined> {
  const nodes = path.startsWith("/dev/") ? await files.read(EXTRA.nodes) : undefined;
  return nodes === undefined ? undefined : parseDevNodes(nodes).get(path);
}

/** A file that could not be read, or was not kept: it was there all the same. ENXIO stands for a socket or a FIFO. */
async function unreadable(files: Files, path: string): Promise<FileStat | undefined> {
  const errno = await files.read(EXTRA.errno(path));
  if (errno === undefined) return undefined;
  return { kind: Number(errno) === osConstants.errno.ENXIO ? "other" : "file", size: 0, mode: 0 };
}

export async function capturedStat(files: Files, path: string): Promise<FileStat | undefined> {
  return (await files.stat(path)) ?? (await nodeOf(files, path)) ?? (await unreadable(files, path));
}

/** Names of the files that were not kept, and of the device nodes, are those of the host. */
export async function capturedList(files: Files, path: string): Promise<readonly string[]> {
  const nodes = path.startsWith("/dev") ? await files.read(EXTRA.nodes) : undefined;
  const below = `${path.replace(/\/$/, "")}/`;
  const inDev = [...parseDevNodes(nodes ?? "").keys()].filter((node) => node.startsWith(below));
  const names = (await files.list(path)).map((name) => name.replace(ERRNO_ENDING, ""));
  const found = new Set([...names, ...inDev.map((node) => node.slice(below.length).split("/", 1)[0] ?? "")]);
  return found.size === names.length ? names : [...found].sort();
}

async function msr(files: Files, { cpu, register }: ProbeArgs<"msr">): Promise<Answer<bigint>> {
  const file = EXTRA.msrOf(cpu);
  const dump = await files.read(file);
  if (dump === undefined && cpu !== 0) return notKnown(`the captured tree has no registers of CPU ${cpu}`);
  if (dump === undefined) return notKnown("the captured tree has no extra/msr.txt");
  const value = parseMsrDump(dump).get(register);
  return value === undefined
    ? notKnown(`${file.slice(1)} does not have register 0x${register.toString(16)}`)
    : known(value);
}

async function acpiTable(files: Files, { signature }: ProbeArgs<"acpi-table">): Promise<Answer<Uint8Array>> {
  const bytes = await files.readAt(`${TABLES}/${signature}`, 0, TABLE_BYTES);
  if (bytes !== undefined) return known(bytes);
  const tables = await files.stat(TABLES);
  return tables === undefined ? notKnown(`the captured tree has no ${TABLES}`) : known(new Uint8Array());
}

/** The node is made only once the module behind it is alive (modules.alias of 5.10 and 6.1 has no devname for kvm). */
async function openKvm(files: Files): Promise<Answer<boolean>> {
  const tried = await files.read(EXTRA.kvm);
  if (tried !== undefined) return parseKvmOpen(tried);
  if ((await files.stat(EXTRA.nodes)) === undefined)
    return notKnown("the captured tree has neither extra/kvm.txt nor extra/dev-nodes.txt");
  return known((await nodeOf(files, "/dev/kvm")) !== undefined);
}

async function bytesOf(files: Files, path: string, most: number): Promise<Answer<Uint8Array>> {
  const bytes = await files.readAt(path, 0, most);
  return bytes === undefined ? notKnown(`the captured tree has no ${path.slice(1)}`) : known(bytes);
}

async function textOf(files: Files, path: string): Promise<Answer<string>> {
  const text = await files.read(path);
  return text === undefined ? notKnown(`the captured tree has no ${path.slice(1)}`) : known(text);
}

async function bootLog(files: Files): Promise<Answer<string>> {
  const ring = await files.readAt(EXTRA.kmsg, 0, RING_BYTES);
  const found = ring === undefined ? undefined : bootLinesOfKmsg(new TextDecoder().decode(ring));
  if (found !== undefined && "lines" in found) return known(found.lines);
  const dmesg = await files.read(EXTRA.dmesg);
  const written = dmesg === undefined ? undefined : bootLinesOfDmesg(dmesg);
  if (written !== undefined && "lines" in written) return known(written.lines);
  return notKnown((found ?? written)?.why ?? "the captured tree has no kernel log");
}

async function fileSystem(files: Files, { path }: ProbeArgs<"file-system">): Promise<Answer<FileSystem>> {
  const text = await files.read(EXTRA.fileSystems);
  const found = text === undefined ? undefined : parseFileSystems(text).get(path);
  return found === undefined ? notKnown(`the captured tree does not tell the room of ${path}`) : known(found);
}

async function monitStatus(files: Files): Promise<Answer<MonitStatus>> {
  const text = await files.read(EXTRA.monit);
  if (text === undefined) return notKnown(`the captured tree has no ${EXTRA.monit.slice(1)}`);
  const status = parseMonitStatus(text);
  return status === undefined ? notKnown(`${EXTRA.monit.slice(1)} is not monit's status`) : known(status);
}

async function systemdUnits(
  files: Files,
  { units }: ProbeArgs<"systemd-units">,
): Promise<Answer<ProbeValue<"systemd-units">>> {
  const text = await textOf(files, EXTRA.units);
  if (!text.known) return text;
  const all = parseUnits(text.value);
  if (all === undefined) return notKnown(`${EXTRA.units.slice(1)} is not a list of units`);
  return known(all.filter(({ name }) => units.includes(name)));
}

type Captured = { readonly [V in ProbeVerb]: (files: Files, args: ProbeArgs<V>) => Promise<Answer<ProbeValue<V>>> };

const CAPTURED: Captured = {
  msr,
  "acpi-table": acpiTable,
  "open-kvm": openKvm,
  smbios: (files) => bytesOf(files, SMBIOS, TABLE_BYTES),
  "boot-log": bootLog,
  "file-system": fileSystem,
  "chrony-tracking": (files) => bytesOf(files, EXTRA.chrony, TABLE_BYTES),
  "monit-status": monitStatus,
  "docker-containers": (files) => textOf(files, EXTRA.docker),
  "cri-containers": (files) => textOf(files, EXTRA.cri),
  "systemd-units": systemdUnits,
  smart: (files, { disk }) => textOf(files, EXTRA.smart(disk)),
  "ipmi-sensors": (files) => textOf(files, EXTRA.sensors),
  "ipmi-events": (files) => textOf(files, EXTRA.events),
};

/** What the host itself could not tell is not made up from what else is in the tree. */
async function unanswered(files: Files, request: ProbeRequest): Promise<Answer<never> | undefined> {
  const text = await files.read(EXTRA.noAnswers);
  return text === undefined ? undefined : parseNoAnswers(text).get(questionKey(request));
}

/** Answers a probe from what was kept when the tree was captured. */
export async function capturedProbe<V extends ProbeVerb>(
  files: Files,
  verb: V,
  args: ProbeArgs<V>,
): Promise<Answer<ProbeValue<V>>> {
  const request = readRequest({ verb, args });
  if (typeof request === "string") return notKnown(request);
  try {
    return (await unanswered(files, request)) ?? (await CAPTURED[verb](files, args));
  } catch (error) {
    return failedAnswer(error);
  }
}
