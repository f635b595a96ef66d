import type { Verdict } from "../../core/index.ts";

/** The first processor of /proc/cpuinfo. */
export interface FirstCpu {
  /** "GenuineIntel", "AuthenticAMD". */
  readonly vendor: string;
  /** "6-85": family and model, as site profiles name CPUs; absent where /proc/cpuinfo does not tell. */
  readonly model?: string;
  readonly flags: ReadonlySet<string>;
  /** Has the line "vmx flags", which kernels since 5.6 print where firmware left VMX usable (arch/x86/kernel/cpu/feat_ctl.c). */
  readonly vmxFlags: boolean;
}

/** What holds the first processor in full: 400 flags are 3 KiB. The whole file is 300 KiB on a host of 224 threads. */
export const FIRST_CPU_BYTES = 16_384;

function fields(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.trimStart().split("\n")) {
    if (line.trim() === "") break;
    const colon = line.indexOf(":");
    if (colon > 0) found.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return found;
}

function modelOf(family = "", model = ""): string | undefined {
  return /^\d{1,4}$/.test(family) && /^\d{1,4}$/.test(model) ? `${family}-${model}` : undefined;
}

/** Why there is no first processor to look at; a reason of each check that needs one. */
export type CpuReason = "CpuUnseen" | "NotX86";

/** The first processor in the beginning of /proc/cpuinfo, or why there is none. */
export function parseFirstCpu(bytes: Uint8Array | undefined): FirstCpu | CpuReason {
  if (bytes === undefined || bytes.length === 0) return "CpuUnseen";
  const found = fields(new TextDecoder().decode(bytes));
  const flags = found.get("flags");
  if (flags === undefined) return "NotX86";
  const vendor = found.get("vendor_id") ?? "";
  const model = modelOf(found.get("cpu family"), found.get("model"));
  return {
    vendor,
    ...(model === undefined ? {} : { model }),
    flags: new Set(flags.split(/\s+/)),
    vmxFlags: found.has("vmx flags"),
  };
}

/** The highest APIC id of all processors in /proc/cpuinfo; undefined where none is told. */
export function lastApicId(text: string): number | undefined {
  const ids = Array.from(text.matchAll(/^apicid[ \t]*: (\d{1,7})$/gm), ([, id]) => Number(id));
  return ids.length === 0 ? undefined : ids.reduce((most, id) => Math.max(most, id));
}

/** AMD, or Hygon, which builds the same. */
export function isAmd(cpu: FirstCpu): boolean {
  return cpu.vendor === "AuthenticAMD" || cpu.vendor === "HygonGenuine";
}

export function cpuVerdict(reason: CpuReason): Verdict<CpuReason> {
  return { status: reason === "NotX86" ? "skipped" : "unknown", reason };
}

export const CPU_REASONS = {
  CpuUnseen: { en: "/proc/cpuinfo not to be seen", ko: "/proc/cpuinfo를 확인할 수 없음" },
  NotX86: { en: "no x86 CPU", ko: "x86 CPU가 아님" },
} as const;
