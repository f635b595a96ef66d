import { tooLarge } from "./failure.ts";
import type { Place } from "./place.ts";

/** More than a directory of an honest host has; one with millions must not fill the memory. */
const LIST_ENTRIES = 65_536;

/** Names in a directory, sorted. Read in portions, as `readdir` would take all of them before anything can be bounded. */
export async function listNames(place: Place): Promise<readonly string[]> {
  const names: string[] = [];
  const directory = await place.io.opendir(place.real);
  try {
    for (let entry = await place.io.entry(directory); entry !== null; entry = await place.io.entry(directory)) {
      if (names.length === LIST_ENTRIES) throw tooLarge(place.path, `${LIST_ENTRIES} entries`);
      names.push(entry.name);
    }
  } finally {
    directory.closeSync();
  }
  return names.sort();
}
