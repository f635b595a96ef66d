import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import nic from "../../../src/checks/nic.ts";
import { known, notKnown } from "../../../src/core/index.ts";
import { runCheck } from "../../../src/detect/run-checks.ts";
import { openHost } from "../../../src/host/open.ts";
import { bondVerdict } from "../../../src/parse/net/bond-verdict.ts";
import { carrying, parseBonding } from "../../../src/parse/net/bonding.ts";
import { flapsOf, type NicContext, type Port, routedInterfaces } from "../../../src/parse/net/nic.ts";
import { nicVerdict } from "../../../src/parse/net/nic-verdict.ts";
import { parseCases } from "../../support/cases.ts";
import { layOut, parseFiles } from "../../support/txtar.ts";

const FIXTURE = readFileSync(new URL("../../fixtures/checks/nic.txtar", import.meta.url), "utf8");
const BONDS = [...FIXTURE.matchAll(/-- \/proc\/net\/bonding\/bond0 --\n(?<text>[\s\S]*?)(?=\n==|\n-- )/g)].map(
  ({ groups }) => groups?.text ?? "",
);

function treeOf(name: string) {
  const found = parseCases(FIXTURE).find((one) => one.name === name);
  return layOut(parseFiles(found?.body ?? ""));
}

const answer = fc.oneof(
  fc
    .constantFrom(
      "0",
      "1",
      "-1",
      "65535",
      "4294967295",
      "full",
      "half",
      "0x1003",
      "0x1002",
      "up",
      "down",
      "9".repeat(400),
    )
    .map(known),
  fc.string({ maxLength: 40 }).map(known),
  fc.constant(notKnown("EINVAL")),
);
const port: fc.Arbitrary<Port> = fc.record({
  name: fc.constantFrom("eth0", "bond0", "__proto__"),
  uppers: fc.subarray(["bond0", "eth0.60"]),
  master: fc.constantFrom(undefined, "bond0", "br60"),
  driver: fc.constant(undefined),
  flags: answer,
  carrier: answer,
  operstate: answer,
  speed: answer,
  duplex: answer,
  mtu: answer,
  changes: answer,
});

function context(more: Partial<NicContext> = {}): NicContext {
  return { routed: new Set(), bonds: new Map(), wanted: {}, up: 7200, before: undefined, ...more };
}

describe("network interfaces", () => {
  test("are judged whatever stands in their files, and garbage is no number", () => {
    fc.assert(
      fc.property(port, fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined }), (one, up) => {
        const wanted = { nicSpeedMbps: 10_000, mtu: 1500 };
        const { attributes = {}, status } = nicVerdict(one, context({ up, wanted, bonds: new Map([["bond0", 9000]]) }));
        const numbers = Object.values(attributes).filter((value) => typeof value === "number");
        expect(numbers.every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(true);
        const isNotSeen = !one.carrier.known && !one.operstate.known;
        if (isNotSeen && one.uppers.length > 0) expect(["unknown", "warning"]).toContain(status);
      }),
    );
  });

  test("have the wanted MTU, or the site hears of it", async () => {
    using tree = treeOf("a virtio uplink whose speed nobody knows, jumbo frames");
    const asked = async (mtu: number) => runCheck(nic, openHost({ root: tree.root, profile: { wanted: { mtu } } }));
    expect(await asked(9000)).toMatchObject([{ status: "ok", reason: "NicUp" }]);
    expect(await asked(1500)).toMatchObject([
      { status: "warning", reason: "NicMtu", attributes: { "krane.nic.mtu": 9000, "krane.nic.wanted_mtu": 1500 } },
    ]);
  });

  test("keep what the next look compares with", async () => {
    using tree = treeOf("link that comes and goes, since the last look");
    const [result] = await runCheck(nic, openHost({ root: tree.root }));
    expect(result?.keep).toEqual({ up: 7200.5, "eth0.changes": 30, "eth0.used": true });
  });

  test.each([
    { changes: "20", up: 60, before: undefined, flaps: false },
    { changes: "21", up: 60, before: undefined, flaps: true },
    { changes: "59", up: 864_000, before: undefined, flaps: false },
    { changes: "23", up: 360, before: { up: 60, "eth0.changes": 20 }, flaps: false },
    { changes: "24", up: 360, before: { up: 60, "eth0.changes": 20 }, flaps: true },
    { changes: "24", up: 86_400, before: { up: 60, "eth0.changes": 20 }, flaps: false },
    { changes: "5", up: 360, before: { up: 60, "eth0.changes": 20 }, flaps: false },
  ])("flap with $changes changes at $up s after $before: $flaps", ({ changes, up, before, flaps }) => {
    const one: Port = { ...fc.sample(port, 1)[0], name: "eth0", changes: known(changes) } as Port;
    expect(flapsOf(one, context({ up, before })) !== undefined).toBe(flaps);
  });
});

describe("/proc/net", () => {
  test("bonding: is a bond or nothing, and never more links than lines", () => {
    const cut = fc.tuple(fc.constantFrom(...BONDS), fc.nat(), fc.string()).map(([text, at, piece]) => {
      const middle = at % (text.length + 1);
      return text.slice(0, middle) + piece + text.slice(middle + piece.length);
    });
    fc.assert(
      fc.property(fc.oneof(cut, fc.string()), port, (text, one) => {
        const bond = parseBonding(text);
        if (bond !== undefined) expect(carrying(bond).length <= bond.links.length).toBe(true);
        expect(bondVerdict({ port: one, text: known(text) }, context()).reason).toMatch(/^(?:Nic|Bond)/);
      }),
    );
    expect(BONDS.length).toBeGreaterThan(5);
  });

  test("bonding: a megabyte of it is read in a moment", () => {
    const text = `Bonding Mode: x\n${"Slave Interface: eth0\nMII Status: up\n".repeat(30_000)}`;
    const startedAt = performance.now();
    expect(carrying(parseBonding(text) ?? { mode: "", watched: false, links: [] }).length).toBeLessThan(4096);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test("route: names interfaces, each once", () => {
    const text = "Iface\tDestination\neth0\t00000000\t010200C0\nbond0.60\t000200C0\neth0\t000300C0\nbroken line\n";
    expect([...routedInterfaces(text)]).toEqual(["eth0", "bond0.60"]);
    fc.assert(
      fc.property(fc.string(), (any) => {
        expect(routedInterfaces(any).size <= any.length).toBe(true);
      }),
    );
  });
});
