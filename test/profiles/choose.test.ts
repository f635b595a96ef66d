import { expect, test } from "vitest";
import { parseSite } from "../../src/parse/site.ts";
import { chooseProfile, PROFILES } from "../../src/profiles/choose.ts";

test.each([
  ["krane-ay1prod-com0001.dakao.io", "krane-u20", "ubuntu 20.04"],
  ["krane-hn1prod-com0369", "krane-u22", "ubuntu 22.04"],
  ["krane-fcgs-com0001", "krane-u22", "ubuntu 22.04"],
  ["krane-lab-com0001", "generic", undefined],
  ["ay1prod", "generic", undefined],
])("%s gets %s", (name, profile, os) => {
  const chosen = chooseProfile(parseSite(name));
  expect({ name: chosen.name, os: chosen.wanted.os }).toEqual({ name: profile, os });
});

test("a region belongs to one profile", () => {
  const regions = PROFILES.flatMap((profile) => profile.regions);
  expect(new Set(regions).size).toBe(regions.length);
});

test("a name wins over the region, and what a site wants over the profile, key by key", () => {
  const site = parseSite("krane-hn1prod-com0369");
  expect(chooseProfile(site, { name: "generic" }).wanted).toEqual({});
  const { wanted } = chooseProfile(site, { wanted: { vlans: [60, 61], hugepages: { "2048": 512 }, smt: undefined } });
  expect(wanted).toMatchObject({ vlans: [60, 61], hugepages: { "2048": 512 }, smt: true, iommuDomain: "passthrough" });
});

test("a group of the configuration leaves the others as the profile has them", () => {
  const site = parseSite("krane-ay1prod-com0001");
  const { wanted: plain } = chooseProfile(site);
  const containers = { docker: { nova: ["nova-compute", "nova-more"], hostroute: [] }, containerd: undefined };
  const { wanted } = chooseProfile(site, { wanted: { containers, units: { any: ["bird.service"] } } });
  expect(wanted.containers?.docker).toEqual({
    ...plain.containers?.docker,
    nova: containers.docker.nova,
    hostroute: [],
  });
  expect(wanted.containers?.containerd).toEqual(plain.containers?.containerd);
  expect(wanted.units).toEqual({ ...plain.units, any: ["bird.service"] });
  const generic = chooseProfile(parseSite("other"), { wanted: { containers } }).wanted;
  expect(generic).toEqual({ containers: { docker: containers.docker } });
});
