import { defined, type Profile, type Site, type Wanted } from "../core/index.ts";
import { GENERIC } from "./generic.ts";
import { KRANE_U20, KRANE_U22 } from "./krane.ts";

export const PROFILES: readonly Profile[] = [KRANE_U20, KRANE_U22, GENERIC];

/** How an operator departs from what the host's name says. */
export interface ProfileChoice {
  /** Instead of the profile of the region. */
  readonly name?: string | undefined;
  /** Over the profile, key by key; of containers group by group, of units runtime by runtime. */
  readonly wanted?: { readonly [K in keyof Wanted]: Wanted[K] | undefined } | undefined;
}

/**
 * What a site wants of one group or runtime leaves the others as the profile has them: one container more for nova must not end the look at
 * neutron. An empty list wants nothing there.
 */
function merged({ units, containers }: Wanted, given: NonNullable<ProfileChoice["wanted"]>): Partial<Wanted> {
  const runtimes = ["docker", "containerd"] as const;
  const groups = runtimes.map((one) => [one, { ...containers?.[one], ...given.containers?.[one] }] as const);
  const asked = groups.filter(([one]) => containers?.[one] !== undefined || given.containers?.[one] !== undefined);
  return {
    ...(given.units && { units: { ...units, ...defined(given.units) } }),
    ...(given.containers && { containers: Object.fromEntries(asked) }),
  };
}

/** The profile of a host: as named, else by its region, else "generic". */
export function chooseProfile(site: Site, { name, wanted = {} }: ProfileChoice = {}): Profile {
  const byRegion = PROFILES.find(({ regions }) => site.region !== undefined && regions.includes(site.region));
  const profile = name === undefined ? byRegion : PROFILES.find((one) => one.name === name);
  const chosen = profile ?? GENERIC;
  return { ...chosen, wanted: { ...chosen.wanted, ...defined(wanted), ...merged(chosen.wanted, wanted) } };
}
