import type { Answer, Verdict } from "../../core/index.ts";

/** Largest /proc/cpuinfo that is read: 768 threads are 1.2 MB. */
export const CPUINFO_BYTES = 4_194_304;
/** How much of it is asked for at once, which is what a host gives. */
export const CPUINFO_PART_BYTES = 1_048_576;

/** CPUs by the revision of their microcode. */
export type Revisions = ReadonlyMap<string, readonly number[]>;

const LINE = /^(?:processor[ \t]*: *(\d{1,5})|microcode[ \t]*: *(0x[0-9a-f]{1,8}))$/gm;
/** The kernel prints no line for a revision of 0 (arch/x86/kernel/cpu/proc.c, show_cpuinfo). */
const NO_LINE = "0x0";

/** Each CPU of /proc/cpuinfo with its revision; "0x0" of one without a line. */
export function parseRevisions(cpuinfo: string): Revisions {
  const found = new Map<string, number[]>();
  const put = (cpu: number, revision: string) => {
    const cpus = found.get(revision) ?? [];
    found.set(revision, cpus);
    cpus.push(cpu);
  };
  let open: number | undefined;
  for (const [, processor, revision] of cpuinfo.matchAll(LINE)) {
    if (open !== undefined) put(open, revision ?? NO_LINE);
    open = processor === undefined ? undefined : Number(processor);
  }
  if (open !== undefined) put(open, NO_LINE);
  return found;
}

export interface MicrocodeFacts {
  readonly revisions: Revisions;
  /** /sys/devices/system/cpu/cpu0/microcode/version: tells a revision of 0 from none to be seen. */
  readonly firstCpu: Answer<string>;
}

export type MicrocodeReason = "MicrocodeEqual" | "MicrocodeMixed" | "MicrocodeUnseen";

/** As many CPUs as a line names. */
const NAMED = 16;

function evidenceOf(revisions: Revisions): readonly string[] {
  return [...revisions].map(([revision, cpus]) => {
    const more = cpus.length > NAMED ? ` and ${cpus.length - NAMED} more` : "";
    return `microcode ${revision}: ${cpus.length} CPUs: ${cpus.slice(0, NAMED).join(", ")}${more}`;
  });
}

/** What the facts say of the CPUs' microcode. */
export function microcodeVerdict({ revisions, firstCpu }: MicrocodeFacts): Verdict<MicrocodeReason> {
  const sorted = [...revisions].toSorted(([, one], [, other]) => other.length - one.length);
  const isToBeSeen = sorted.some(([revision]) => revision !== NO_LINE) || (sorted.length > 0 && firstCpu.known);
  const attributes = {
    "krane.cpu.microcode": sorted.map(([revision]) => revision),
    "krane.cpu.microcode_cpus": sorted.map(([, cpus]) => String(cpus.length)),
  };
  if (!isToBeSeen)
    return {
      status: "unknown",
      reason: "MicrocodeUnseen",
      attributes: { "krane.feature.why": firstCpu.known ? "no CPU in /proc/cpuinfo" : firstCpu.why },
    };
  const evidence = evidenceOf(new Map(sorted));
  if (sorted.length === 1) return { status: "ok", reason: "MicrocodeEqual", attributes, evidence };
  return { status: "warning", reason: "MicrocodeMixed", attributes, evidence };
}
