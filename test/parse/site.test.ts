import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseSite } from "../../src/parse/site.ts";

test.each([
  ["krane-pg1-com908", { region: "pg1", zone: "prod", runtime: "docker" }],
  ["krane-ay1prod-com0001.dakao.io", { region: "ay1prod", zone: "prod", runtime: "docker" }],
  ["krane-ay1dev-com0001", { region: "ay1dev", zone: "dev", runtime: "docker" }],
  ["krane-ay2prod-com123", { region: "ay2prod", zone: "prod", runtime: "docker" }],
  ["krane-ay2dev-com123", { region: "ay2dev", zone: "dev", runtime: "containerd" }],
  ["krane-as1prod-com0123", { region: "as1prod", zone: "prod", runtime: "containerd" }],
  ["krane-hn1prod-com0369", { region: "hn1prod", zone: "prod", runtime: "containerd" }],
  ["Krane-HN1Dev-com0369.dakao.io", { region: "hn1dev", zone: "dev", runtime: "containerd" }],
  ["krane-fcas-com0001", { region: "fcas" }],
  ["krane-fchn-com0001", { region: "fchn" }],
  ["krane-fcgs-com0001", { region: "fcgs" }],
  ["krane-pg2prod-com0001", { region: "pg2prod", zone: "prod" }],
  ["krane-lab-com0001", {}],
  ["krane-pg1-com12", {}],
  ["krane-pg1-com12345", {}],
  ["krane-ay2prod-api", {}],
  ["krane-ay2prod-stg0001", {}],
  ["krane-constructor-com0001", {}],
  ["krane-pg-forfault-r630-m16g2133-nvme1920-001", {}],
  ["", {}],
])("%s", (name, site) => {
  expect(parseSite(name)).toEqual({ host: name.split(".")[0], ...site });
});

test("takes any text for a name", () => {
  void fc.assert(fc.property(fc.string(), (name) => parseSite(name).host === name.split(".")[0]));
});
