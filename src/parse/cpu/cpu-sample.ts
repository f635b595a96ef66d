import { type Answer, type Host, look } from "../../core/index.ts";
import { parseCpuList } from "./cpulist.ts";

/** How many CPUs are looked at where each tells the same: 8 of them cost 40 small files, 256 would cost 1300. */
const SAMPLED_CPUS = 8;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * At most `most` of `all`, spread by the golden ratio: regular steps would meet one package alone where firmware numbers the CPUs of all
 * packages in turn, as Dell's does (even CPUs on the first socket, odd ones on the second).
 */
export function sampleOf<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const places = new Set(Array.from({ length: most }, (_, step) => Math.floor(((step * GOLDEN) % 1) * all.length)));
  return all.filter((_, place) => places.has(place));
}

/** The sample of the CPUs that are online; the first alone where they are not told. */
export async function sampledCpus(host: Host): Promise<readonly number[]> {
  const online: Answer<string> = await look(host, "/sys/devices/system/cpu/online");
  const cpus = online.known ? parseCpuList(online.value) : undefined;
  return sampleOf(cpus === undefined || cpus.size === 0 ? [0] : [...cpus], SAMPLED_CPUS);
}
