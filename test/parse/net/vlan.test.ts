import * as fc from "fast-check";
import { expect, test } from "vitest";
import { known } from "../../../src/core/index.ts";
import { vlansAsked } from "../../../src/parse/net/vlan-asked.ts";
import { hasVlanName, parseVlanConfig } from "../../../src/parse/net/vlan-config.ts";

const HEAD = "VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\n";
const netplan = (text: string) => vlansAsked([{ path: "/etc/netplan/x.yaml", text: known(text) }]).map(({ id }) => id);

test("names of every length and shape", () => {
  expect(parseVlanConfig(`${HEAD}a              | 1  | b\nstorage-net-060| 4094  | enp59s0f0np0\n`)).toMatchObject([
    { name: "a", id: 1, parent: "b" },
    { name: "storage-net-060", id: 4094, parent: "enp59s0f0np0" },
  ]);
  expect(parseVlanConfig(HEAD)).toEqual([]);
  expect(parseVlanConfig("")).toBeUndefined();
});

test("only ids within vlans count, in block and in flow style", () => {
  expect(
    netplan("network:\n  vlans:\n    a: {id: 60, link: b}\n    c:\n      id: 61\n  tunnels:\n    d:\n      id: 62\n"),
  ).toEqual([60, 61]);
  expect(netplan("network: {version: 2}\n# vlans:\n#  a: {id: 60}\n")).toEqual([]);
  expect(netplan('network:\n  vlans: {a: {id: "60", link: b}}\n')).toEqual([60]);
});

test("a dot alone makes no VLAN's name", () => {
  expect(hasVlanName("  eth0: 1\nbr.lan: 1\n")).toBe(false);
  expect(hasVlanName("bond0.60: 1\n")).toBe(true);
});

test("takes any text", () => {
  void fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const { id } of parseVlanConfig(`${HEAD}${text}`) ?? []) expect(Number.isSafeInteger(id)).toBe(true);
      expect(netplan(`vlans:\n ${text}`).every(Number.isSafeInteger)).toBe(true);
    }),
  );
  for (const bit of ["|", "a |", "id:", " ", "id: 6\n", "vlans:\n", "#", "x.6"]) {
    const started = performance.now();
    const text = bit.repeat(300_000);
    parseVlanConfig(`${HEAD}${text}`);
    netplan(text);
    hasVlanName(text);
    expect(performance.now() - started, bit).toBeLessThan(1000);
  }
});
