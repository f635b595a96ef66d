import { describe, expect, test } from "vitest";
import { type Answer, type GuestsOn, known, notKnown } from "../../src/core/index.ts";
import { EventStream } from "../../src/detect/event-stream.ts";
import { Fold } from "../../src/detect/fold.ts";
import { interfacesOf, stillNeeded } from "../../src/detect/interface-place.ts";
import { LogReader } from "../../src/detect/log-reader.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { ruleSet } from "../../src/detect/rule-set.ts";
import { allocateScanBuffer, SCAN_START } from "../../src/detect/scan-buffer.ts";
import { compileScanner } from "../../src/detect/scanner.ts";
import type { Interfaces } from "../../src/detect/second-look.ts";
import { openHost } from "../../src/host/open.ts";
import { layOut, parseFiles } from "../support/txtar.ts";

const { rules } = await loadRegistry();
const ruleset = ruleSet(rules, { live: true });
const scanner = compileScanner(ruleset.literals);
const guests =
  (...names: string[]): GuestsOn =>
  async () =>
    known(names);
const nobodyKnows: GuestsOn = async () => notKnown("not looked for");

/** br0 has lost eth0 and the taps of guests; tap3 is in it still. */
const HOST = `
-- /sys/class/net/br0/bridge/bridge_id --
-- /sys/class/net/br0/brif/tap3 -> ../../tap3/brport --
-- /sys/class/net/br1/bridge/bridge_id --
-- /sys/class/net/eth0/ifindex --
2
-- /sys/class/net/eth0/iflink --
2
-- /sys/class/net/vlan60/ifindex --
3
-- /sys/class/net/vlan60/iflink --
2
-- /sys/class/net/vlan60/lower_eth0 -> ../eth0 --
-- /sys/class/net/veth0/ifindex --
7
-- /sys/class/net/veth0/iflink --
8
-- /sys/class/net/tap1/tun_flags --
0x1002
-- /sys/class/net/tap3/tun_flags --
0x1002
-- /sys/class/net/tap3/master -> ../br0 --
-- /sys/class/net/vboxnet0/operstate --
down
`;

interface Look {
  readonly nic: string;
  readonly bridge?: string;
  readonly on?: GuestsOn;
}

async function look({ nic, bridge, on = nobodyKnows }: Look): Promise<unknown> {
  using tree = layOut(parseFiles(HOST.trimStart()));
  const answer = await stillNeeded(openHost({ root: tree.root }), on, nic, bridge);
  return answer.known ? (answer.value ?? "not needed") : "not known";
}

describe("an interface that left its place", () => {
  test.each<[string, Look, unknown]>([
    [
      "an uplink whose bridge has other ports",
      { nic: "eth0", bridge: "br0" },
      { need: "uplink", bridge: "br0", ports: 1 },
    ],
    ["a VLAN as an uplink", { nic: "vlan60", bridge: "br0" }, { need: "uplink", bridge: "br0", ports: 1 }],
    ["an uplink whose bridge has no other port", { nic: "eth0", bridge: "br1" }, "not needed"],
    ["an uplink whose bridge is gone", { nic: "eth0", bridge: "br9" }, "not needed"],
    ["a capture that came to its end", { nic: "eth0" }, "not needed"],
    ["one that is in its bridge again", { nic: "tap3", bridge: "br0", on: guests("instance-1") }, "not needed"],
    ["one that is gone with its guest", { nic: "tap9", bridge: "br0", on: guests("instance-1") }, "not needed"],
    [
      "a tap whose guest runs",
      { nic: "tap1", bridge: "br0", on: guests("instance-1") },
      { need: "guest", bridge: "br0", guests: ["instance-1"] },
    ],
    ["a tap whose guest stopped", { nic: "tap1", bridge: "br0", on: guests() }, "not needed"],
    ["a tap of which nobody knows", { nic: "tap1", bridge: "br0" }, "not known"],
    ["a tap that never was a port", { nic: "tap1", on: guests("instance-1") }, "not needed"],
    ["one end of a pair", { nic: "veth0", bridge: "br0" }, "not needed"],
    [
      "a host-only interface whose guest runs",
      { nic: "vboxnet0", on: guests("bosh-lite") },
      { need: "guest", guests: ["bosh-lite"] },
    ],
    ["a host-only interface without a guest", { nic: "vboxnet0", on: guests() }, "not needed"],
    ["a name that no interface has", { nic: "..", bridge: "br0" }, "not known"],
  ])("%s", async (_, wanted, expected) => {
    expect(await look(wanted)).toEqual(expected);
  });
});

/** What the kernel's log makes of this machine. */
function machine(interfaces: Partial<Interfaces> & Pick<Interfaces, "stillNeeded">, fold = new Fold("h")) {
  const events = new EventStream({ rules, fold, interfaces: { master: async () => undefined, ...interfaces } });
  const clock = () => ({ now: Date.now(), bootTime: Date.now() - 3_600_000 });
  const found = (...seen: [Parameters<EventStream["push"]>[0], number]) => events.push(seen[0], "kmsg", seen[1]);
  const reader = new LogReader({ rules: ruleset, scanner, format: "kmsg", clock, found });
  let us = 3_000_000_000;
  const print = (...bodies: string[]) => {
    const buffer = allocateScanBuffer();
    const text = bodies.map((body) => `6,1,${us++},-;${body}\n`).join("");
    reader.read(buffer, SCAN_START, SCAN_START + buffer.bytes.write(text, SCAN_START));
  };
  const said = () =>
    fold
      .changes(Date.now(), true)
      .findings.map(({ reason, endsAt, message }) => [reason, endsAt !== undefined, message]);
  return { events, print, said };
}

const LEFT = ["eth0: left promiscuous mode", "br0: port 1(eth0) entered disabled state"];

describe("in the daemon", () => {
  test("is a fault a moment later, with the bridge of the next line, and over when it is back", async () => {
    const asked: unknown[] = [];
    const stillThere = async (...about: unknown[]) => {
      asked.push(about);
      return known({ need: "uplink" as const, bridge: "br0", ports: 3 });
    };
    const { events, print, said } = machine({ stillNeeded: stillThere });
    print(...LEFT);
    expect(said()).toEqual([]);
    await events.secondLook?.settle();
    expect(asked).toEqual([["eth0", "br0"]]);
    expect(said()).toEqual([["UplinkLostBridge", false, "eth0: left its bridge br0, other ports cut off: 3"]]);
    print(...LEFT);
    await events.secondLook?.settle();
    expect(said()).toEqual([]);
    print("eth0: entered promiscuous mode");
    expect(said()).toEqual([["UplinkLostBridge", true, "eth0: left its bridge br0, other ports cut off: 3"]]);
    events.secondLook?.close();
  });

  test("ends the seed's joined lines as well, when the interface is back", () => {
    const { events, print, said } = machine({ stillNeeded: async () => notKnown("no") });
    print("device vboxnet0 left promiscuous mode", "vboxnetflt: 12 out of 15 packets were not sent (directed to host)");
    print("e1000e 0000:00:1f.6 vboxnet0: NIC Link is Down");
    expect(said()).toMatchObject([["HostOnlyInterfaceLost", false, expect.stringContaining("80 %")]]);
    print("device tap7 entered promiscuous mode");
    expect(said()).toEqual([]);
    print("device vboxnet0 entered promiscuous mode");
    expect(said()).toMatchObject([["HostOnlyInterfaceLost", true, expect.anything()]]);
    events.secondLook?.close();
  });

  test("is none where it came back before anybody looked", async () => {
    const { events, print, said } = machine({ stillNeeded: async () => known({ need: "guest", guests: ["i"] }) });
    print(...LEFT, "eth0: entered promiscuous mode");
    await events.secondLook?.settle();
    expect(said()).toEqual([]);
    events.secondLook?.close();
  });

  test("is none where nobody can tell, or the look fails or hangs", async () => {
    const answers: (() => Promise<Answer<undefined>>)[] = [
      async () => notKnown("no"),
      () => Promise.reject(new Error("no")),
      () => new Promise(() => undefined),
    ];
    for (const answer of answers) {
      const { events, print, said } = machine({ stillNeeded: answer });
      print(...LEFT);
      await events.secondLook?.settle();
      expect(said()).toEqual([]);
      events.secondLook?.close();
    }
  });

  test("remembers the switch that a port was in, which no line names", async () => {
    const asked: unknown[] = [];
    const { events, print } = machine({
      master: async () => "ovs-system",
      stillNeeded: async (...about) => {
        asked.push(about);
        return known(undefined);
      },
    });
    print("device tap7 entered promiscuous mode");
    await events.secondLook?.settle();
    print("device tap7 left promiscuous mode");
    await events.secondLook?.settle();
    expect(asked).toEqual([["tap7", "ovs-system"]]);
    events.secondLook?.close();
  });

  test("is over where its guest stopped meanwhile, also over a restart", async () => {
    const needed = async () => known({ need: "guest" as const, guests: ["instance-1"] });
    const first = machine({ stillNeeded: needed });
    first.print("device tap1 left promiscuous mode", "br0: port 2(tap1) entered disabled state");
    await first.events.secondLook?.settle();
    const fold = new Fold("h");
    const interfaces = { master: async () => undefined, stillNeeded: async () => known(undefined) };
    const looks = JSON.parse(JSON.stringify(first.events.secondLook?.kept()));
    const after = new EventStream({ rules, fold, interfaces, looks });
    fold.event({ ...looks[0], rule: rules.find(({ id }) => id === looks[0].rule) });
    await after.secondLook?.settle();
    expect(fold.changes(Date.now(), true).findings).toMatchObject([
      {
        reason: "GuestInterfaceLost",
        endsAt: expect.any(Number),
        attributes: { "krane.network.needed_by": ["instance-1"] },
      },
    ]);
    for (const { secondLook } of [first.events, after]) secondLook?.close();
  });

  test("thousands of interfaces at once are bounded, and the latest are looked at", async () => {
    const asked: string[] = [];
    const { events, print } = machine({
      stillNeeded: async (nic) => {
        asked.push(nic);
        return known(undefined);
      },
    });
    print(...Array.from({ length: 3000 }, (_, nic) => `tap${nic}: left promiscuous mode`));
    print(...Array.from({ length: 3000 }, (_, nic) => `new${nic}: entered promiscuous mode`));
    await events.secondLook?.settle();
    expect([asked.length, asked.at(-1)]).toEqual([255, "tap2999"]);
    events.secondLook?.close();
  });
});

test("a captured tree is a host with interfaces", async () => {
  using tree = layOut(parseFiles(HOST.trimStart()));
  const { master } = interfacesOf(openHost({ root: tree.root }));
  expect([await master("tap3"), await master("eth0"), await master("none")]).toEqual(["br0", undefined, undefined]);
});
