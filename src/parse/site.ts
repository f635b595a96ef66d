import type { Site } from "../core/index.ts";

/**
 * Regions of the fleet and the container runtime of each (manual 2 and 4.10, 2.b and 2.c). The manual does not say what FCAS, FCHN, FCGS
 * and pg2prod run, so a reader must find out there.
 */
const REGIONS: Readonly<Record<string, Site["runtime"]>> = {
  ay1dev: "docker",
  ay1prod: "docker",
  ay2prod: "docker",
  pg1: "docker",
  ay2dev: "containerd",
  hn1prod: "containerd",
  hn1dev: "containerd",
  as1prod: "containerd",
  fcas: undefined,
  fchn: undefined,
  fcgs: undefined,
  pg2prod: undefined,
};

/** Only these are hypervisors: -api and -stg hosts are another team's (manual 1). */
const HYPERVISOR = /^krane-([a-z0-9]{2,16})-com\d{3,4}$/;

function zoneOf(region: string): Site["zone"] {
  if (region === "pg1" || region.endsWith("prod")) return "prod";
  return region.endsWith("dev") ? "dev" : undefined;
}

/** Where the host of this name stands, with or without its domain. A name that is none of the fleet's has neither region, zone nor runtime. */
export function parseSite(hostname: string): Site {
  const host = hostname.split(".", 1)[0] ?? hostname;
  const region = HYPERVISOR.exec(host.toLowerCase())?.[1];
  if (region === undefined || !Object.hasOwn(REGIONS, region)) return { host };
  const zone = zoneOf(region);
  const runtime = REGIONS[region];
  return {
    host,
    region,
    ...(zone === undefined ? {} : { zone }),
    ...(runtime === undefined ? {} : { runtime }),
  };
}
