import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, notKnown } from "../../../src/core/index.ts";
import { sriovVerdicts } from "../../../src/parse/iommu/sriov.ts";
import { hasVfWindow, pciAddresses, type SriovFunction, subjectOf } from "../../../src/parse/iommu/sriov-function.ts";

const ZERO = "0x0000000000000000 0x0000000000000000 0x0000000000000000";
const WINDOW = "0x00000000fe800000 0x00000000fe81ffff 0x000000000014220c";
const RESOURCE = [...Array<string>(7).fill(ZERO), WINDOW, ...Array<string>(5).fill(ZERO)].join("\n");

const NIC: SriovFunction = {
  address: "0000:01:00.0",
  totalVfs: known("7"),
  numVfs: known("0"),
  autoprobe: known("1"),
  resource: known(RESOURCE),
  pciClass: known("0x020000"),
  entries: known(["net"]),
  interfaces: ["eth0"],
  disks: [],
  driver: "igb",
};
const DISK = { ...NIC, address: "0000:02:00.0", pciClass: known("0x010802"), interfaces: [], disks: ["nvme0"] };
const addresses = known(["0000:01:00.0", "0000:02:00.0"]);

describe("what a device is called", () => {
  test("by its interface or disk, else by its address", () => {
    expect(subjectOf(NIC)).toEqual({ type: "nic", name: "eth0", id: "0000:01:00.0" });
    expect(subjectOf(DISK)).toEqual({ type: "disk", name: "nvme0", id: "0000:02:00.0" });
    expect(subjectOf({ ...NIC, interfaces: [] })).toEqual({ type: "device", name: "0000:01:00.0" });
  });

  test("by the port, not by a representor of its functions", () => {
    const interfaces = ["ens1f0npf0vf0", "ens1f0np0", "ens1f0npf0vf1"];
    expect(subjectOf({ ...NIC, interfaces })).toMatchObject({ name: "ens1f0np0" });
  });
});

describe("kinds that are wanted", () => {
  test("are each missed once, and one device of the kind is enough", () => {
    const all = sriovVerdicts({ addresses, functions: [NIC, DISK], wanted: ["nic", "disk"] });
    expect(all.map(({ status }) => status)).toEqual(["ok", "ok"]);
    const none = sriovVerdicts({ addresses, functions: [], wanted: ["nic", "disk"] });
    expect(none).toMatchObject([{ status: "warning", attributes: { "krane.sriov.kinds": ["nic", "disk"] } }]);
  });

  test("are not missed where a device of that kind has a fault of its own, or may be one", () => {
    const blind = { ...NIC, interfaces: [], pciClass: notKnown("gone"), totalVfs: notKnown("gone") };
    expect(sriovVerdicts({ addresses, functions: [blind], wanted: ["nic"] })).toMatchObject([{ status: "unknown" }]);
    const closed = { ...NIC, resource: known(RESOURCE.replace(WINDOW, ZERO)) };
    expect(sriovVerdicts({ addresses, functions: [closed], wanted: ["nic"] })).toMatchObject([
      { status: "warning", reason: "SriovNoWindow" },
    ]);
  });
});

test("no text makes a window of what is not one", () => {
  expect(hasVfWindow(RESOURCE)[0]).toBe(true);
  fc.assert(fc.property(fc.string(), (text) => hasVfWindow(text)[0] !== true));
  fc.assert(
    fc.property(fc.nat(12), fc.string(), (at, text) => {
      const lines = RESOURCE.split("\n").with(at, text);
      return at < 7 || hasVfWindow(lines.join("\n"))[0] !== true || text.startsWith("0x");
    }),
  );
});

test("only addresses of functions are functions", () => {
  expect(pciAddresses(["0000:00:1f.3", "10000:e1:00.0", "..", "pci", "0000:00:00.9"])).toEqual([
    "0000:00:1f.3",
    "10000:e1:00.0",
  ]);
  expect(pciAddresses([])).toBeUndefined();
});
