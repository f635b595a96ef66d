/** How many CPUs are looked at where each tells the same: 8 of them cost 40 small files, 256 would cost 1300. */
export const SAMPLED_CPUS = 8;

/** More than any kernel is built for (CONFIG_NR_CPUS_RANGE_END). */
const MOST_CPUS = 8192;
const RANGE = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** The CPUs of a list such as "0-27,56-83"; what is no number or range in it is left out. */
export function cpusOf(list: string): readonly number[] {
  const found: number[] = [];
  for (const part of list.trim().split(",", MOST_CPUS)) {
    const [, first, last = first] = RANGE.exec(part) ?? [];
    const end = Math.min(Number(last), MOST_CPUS - 1);
    for (let cpu = Number(first); cpu <= end && found.length < MOST_CPUS; cpu++) found.push(cpu);
  }
  return [...new Set(found)];
}

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
