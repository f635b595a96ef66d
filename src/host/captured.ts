import {
  type Answer,
  type FileStat,
  known,
  notKnown,
  type ProbeArgs,
  type ProbeValue,
  type ProbeVerb,
} from "../core/index.ts";
import { parseDevNodes } from "../parse/dev-nodes.ts";
import { parseKvmOpen } from "../parse/kvm-open.ts";
import { parseMsrDump } from "../parse/msr-dump.ts";
import type { Files } from "./files.ts";
import { readRequest } from "./probe-request.ts";

/** A captured tree keeps in extra/ what a file system cannot hold: registers, device nodes, what opening a device gave. */
const NODES = "/extra/dev-nodes.txt";
const TABLES = "/sys/firmware/acpi/tables";
const TABLE_BYTES = 65_536;

async function nodeOf(files: Files, path: string): Promise<FileStat | undefined> {
  const nodes = path.startsWith("/dev/") ? await files.read(NODES) : undefined;
  return nodes === undefined ? undefined : parseDevNodes(nodes).get(path);
}

export async function capturedStat(files: Files, path: string): Promise<FileStat | undefined> {
  return (await files.stat(path)) ?? (await nodeOf(files, path));
}

async function msr(files: Files, { cpu, register }: ProbeArgs<"msr">): Promise<Answer<bigint>> {
  if (cpu !== 0) return notKnown("a captured tree has the registers of CPU 0 only");
  const dump = await files.read("/extra/msr.txt");
  if (dump === undefined) return notKnown("the captured tree has no extra/msr.txt");
  const value = parseMsrDump(dump).get(register);
  return value === undefined
    ? notKnown(`extra/msr.txt does not have register 0x${register.toString(16)}`)
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
  const tried = await files.read("/extra/kvm.txt");
  if (tried !== undefined) return parseKvmOpen(tried);
  if ((await files.stat(NODES)) === undefined)
    return notKnown("the captured tree has neither extra/kvm.txt nor extra/dev-nodes.txt");
  return known((await nodeOf(files, "/dev/kvm")) !== undefined);
}

type Captured = { readonly [V in ProbeVerb]: (files: Files, args: ProbeArgs<V>) => Promise<Answer<ProbeValue<V>>> };

const CAPTURED: Captured = { msr, "acpi-table": acpiTable, "open-kvm": openKvm };

/** Answers a probe from what was kept when the tree was captured. */
export async function capturedProbe<V extends ProbeVerb>(
  files: Files,
  verb: V,
  args: ProbeArgs<V>,
): Promise<Answer<ProbeValue<V>>> {
  const request = readRequest({ verb, args });
  return typeof request === "string" ? notKnown(request) : CAPTURED[verb](files, args);
}
