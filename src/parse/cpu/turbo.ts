import type { Answer } from "../../core/index.ts";
import type { FirstCpu } from "./cpuinfo.ts";

export interface TurboFacts {
  /** /sys/devices/system/cpu/intel_pstate/no_turbo. */
  readonly noTurbo: Answer<string>;
  /** /sys/devices/system/cpu/cpufreq/boost, of the other drivers. */
  readonly boost: Answer<string>;
  /** Register MISC_ENABLE of CPU 0, where neither file is there: scaling is off then, turbo need not be. */
  readonly miscEnable: Answer<bigint>;
  readonly cpu: FirstCpu | undefined;
}

/** IA32_MISC_ENABLE; bit 16 is SpeedStep, bit 38 turns turbo off (Intel SDM volume 4). */
export const MISC_ENABLE = 0x1a0;
const TURBO_OFF = 0x40_0000_0000n;

function bit(answer: Answer<string>): boolean | undefined {
  if (!answer.known) return undefined;
  return answer.value === "1" ? true : answer.value === "0" ? false : undefined;
}

/** A CPU without turbo, or with a hypervisor under it, has the bit clear, too: there the flag `ida` is missing. */
function fromRegister({ miscEnable, cpu }: TurboFacts): boolean | undefined {
  if (!miscEnable.known || cpu === undefined || cpu.vendor !== "GenuineIntel") return undefined;
  if ((miscEnable.value & TURBO_OFF) !== 0n) return false;
  return cpu.flags.has("ida") && !cpu.flags.has("hypervisor") ? true : undefined;
}

/** Whether CPUs may go beyond their nominal frequency. */
export function turboOf(facts: TurboFacts): boolean | undefined {
  const off = bit(facts.noTurbo);
  return off === undefined ? (bit(facts.boost) ?? fromRegister(facts)) : !off;
}
