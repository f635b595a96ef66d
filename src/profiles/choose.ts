import { defined, type Profile, type Site, type Wanted } from "../core/index.ts";
import { GENERIC } from "./generic.ts";
import { KRANE_U20, KRANE_U22 } from "./krane.ts";

export const PROFILES: readonly Profile[] = [KRANE_U20, KRANE_U22, GENERIC];

/** How an operator departs from what the host's name says. */
export interface ProfileChoice {
  /** Instead of the profile of the region. */
  readonly name?: string | undefined;
  /** Over the profile, key by key. */
  readonly wanted?: { readonly [K in keyof Wanted]: Wanted[K] | undefined } | undefined;
}

/** The profile of a host: as named, else by its region, else "generic". */
export function chooseProfile(site: Site, { name, wanted = {} }: ProfileChoice = {}): Profile {
  const byRegion = PROFILES.find(({ regions }) => site.region !== undefined && regions.includes(site.region));
  const profile = name === undefined ? byRegion : PROFILES.find((one) => one.name === name);
  const chosen = profile ?? GENERIC;
  return { ...chosen, wanted: { ...chosen.wanted, ...defined(wanted) } };
}
