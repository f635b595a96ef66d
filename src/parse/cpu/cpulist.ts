/** More than any kernel is built for (CONFIG_NR_CPUS_RANGE_END). */
const MOST_CPUS = 8192;
const RANGE = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** The CPUs of a list such as "0-27,56-83", none of an empty one; undefined where it is no list. */
export function parseCpuList(text: string): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  const list = text.trimEnd();
  if (list === "") return found;
  const parts = list.split(",", MOST_CPUS + 1);
  if (parts.length > MOST_CPUS) return undefined;
  for (const part of parts) {
    const [, first, last = first] = RANGE.exec(part) ?? [];
    if (first === undefined || Number(last) >= MOST_CPUS || Number(last) < Number(first)) return undefined;
    for (let cpu = Number(first); cpu <= Number(last); cpu++) found.add(cpu);
  }
  return found;
}

/** The first CPU of a list; undefined of an empty one, as a node of memory alone has. */
export function firstCpuOf(list: string): number | undefined {
  const [first] = parseCpuList(list) ?? [];
  return first;
}
