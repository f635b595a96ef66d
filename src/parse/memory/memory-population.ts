import { type Answer, known, notKnown } from "../../core/index.ts";
import type { MemoryDevice } from "../board/smbios.ts";
import type { BootParam } from "../boot/cmdline.ts";
import { meminfoKib } from "./meminfo.ts";

const GIB = 1_048_576;

/** KiB that the kernel has, of /proc/meminfo. */
export function memoryTotal(meminfo: Answer<string>): Answer<number> {
  if (!meminfo.known) return meminfo;
  const kib = meminfoKib(meminfo.value, "MemTotal");
  return kib === undefined || kib === 0 ? notKnown("/proc/meminfo has no MemTotal") : known(kib);
}

/** What firmware says is in the slots. */
export interface Population {
  readonly slots: number;
  readonly modules: number;
  readonly installedKib: number;
  readonly smallestKib: number;
  /** "8 x 32 GiB at 2933 MT/s", each kind once. */
  readonly kinds: readonly string[];
}

export function gib(kib: number): number {
  return Math.round((kib / GIB) * 10) / 10;
}

function kindOf({ kib = 0, speed, configuredSpeed = speed }: MemoryDevice): string {
  return configuredSpeed === undefined ? `${gib(kib)} GiB` : `${gib(kib)} GiB at ${configuredSpeed} MT/s`;
}

/** Undefined where firmware names no module or does not know the size of one, and where not all of it is ordinary memory. */
export function populationOf(devices: readonly MemoryDevice[]): Population | undefined {
  const modules = devices.filter(({ kib }) => kib !== 0);
  const sizes = modules.flatMap(({ kib }) => kib ?? []);
  if (modules.length === 0 || sizes.length < modules.length || modules.some(({ isDram }) => !isDram)) return undefined;
  const counts = new Map<string, number>();
  for (const kind of modules.map(kindOf)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    slots: devices.length,
    modules: modules.length,
    installedKib: sizes.reduce((sum, size) => sum + size, 0),
    smallestKib: Math.min(...sizes),
    kinds: Array.from(counts, ([kind, count]) => `${count} x ${kind}`),
  };
}

/**
 * What is normally not in MemTotal. In proportion to the memory: one struct page of 64 bytes for each 4 KiB (1.6 %), and 16 bytes more where
 * SEV-SNP has its table (0.4 %). Besides: firmware's own, the kernel's image and tables, and 64 MiB of swiotlb: 65 MiB of 1 GiB in QEMU,
 * less than 2 GiB on servers. A kernel for kdump has its memory apart. Hugepages are in MemTotal.
 */
function reservedKib({ installedKib }: Population, crashKib: number): number {
  return installedKib / 50 + 2 * GIB + crashKib;
}

/** KiB that a whole module's worth of memory is short of what is installed; 0 where only the usual is missing. */
export function missingKib(population: Population, totalKib: number, crashKib: number): number {
  const missing = population.installedKib - totalKib;
  return missing > reservedKib(population, crashKib) && missing >= population.smallestKib ? missing : 0;
}

/** The parameter that keeps memory from the kernel on purpose (arch/x86/kernel/e820.c), as it is on the line. */
export function memoryLimit(params: readonly BootParam[]): string | undefined {
  const param = params.findLast(({ name, value }) => (name === "mem" || name === "memmap") && value !== undefined);
  return param === undefined ? undefined : `${param.name}=${param.value}`;
}
