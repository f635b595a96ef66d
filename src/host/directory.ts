import { tooLarge } from "./failure.ts";
import { LIST_ENTRIES } from "./io.ts";
import type { Place } from "./place.ts";

/** Names in a directory, sorted. */
export async function listNames({ path, real, io }: Place): Promise<readonly string[]> {
  const names = await io.names(real);
  if (names.length > LIST_ENTRIES) throw tooLarge(path, `${LIST_ENTRIES} entries`);
  return names.sort();
}
