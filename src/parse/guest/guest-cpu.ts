import type { Answer } from "../../core/index.ts";
import { parseFirstCpu } from "../cpu/cpuinfo.ts";

/** Whether a CPU says that it is a virtual machine's (CPUID.1:ECX[31]); not where /proc/cpuinfo cannot be seen. */
export function isGuestCpu(cpuinfo: Answer<Uint8Array>): boolean {
  const cpu = cpuinfo.known ? parseFirstCpu(cpuinfo.value) : "CpuUnseen";
  return typeof cpu !== "string" && cpu.flags.has("hypervisor");
}
