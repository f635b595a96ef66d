/** KiB of one field of /proc/meminfo, such as SwapTotal; undefined where it is not there. */
export function meminfoKib(text: string, name: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${name}:`));
  const kib = line === undefined ? undefined : /^\s*(\d+)(?: kB)?\s*$/.exec(line.slice(name.length + 1))?.[1];
  return kib === undefined ? undefined : Number(kib);
}
