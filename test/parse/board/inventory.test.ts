import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Heard, PARTS, type Part } from "../../../src/parse/board/hardware.ts";
import { inventorySummary } from "../../../src/parse/board/inventory.ts";
import { parseInventory } from "../../../src/parse/board/inventory-json.ts";
import { memorySlots } from "../../../src/parse/board/smbios-slots.ts";
import { isComplete, takeInventory } from "../../../src/parse/board/take-inventory.ts";
import { blockPath } from "../../../src/parse/disk/block-path.ts";
import { bondedAddresses, nicPath } from "../../../src/parse/net/nic-path.ts";

const AT = new Date(Date.UTC(2026, 10, 21, 3, 7, 12));
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]|\p{Surrogate}/u;

/** What systeminformation 5.33.23 said with dmidecode 3.4 over the SMBIOS of a QEMU that plays a PowerEdge R640, two sockets. */
const DELL: Readonly<Record<Part, unknown>> = {
  machine: {
    host: "krane-hn1prod-com0369",
    isRoot: true,
    dmi: true,
    productName: "PowerEdge R640",
    biosDate: "06/04/2023",
    cpuModel: "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz",
    virtual: false,
    memoryBytes: 1_014_071_296,
    slots: ["A 0", "A 1"],
  },
  system: {
    manufacturer: "Dell Inc.",
    model: "Docker Container",
    version: "Not Specified",
    serial: "S18C0229",
    uuid: "not settable",
    sku: "Not Specified",
    virtual: true,
    virtualHost: "KVM",
  },
  board: {
    manufacturer: "Dell Inc.",
    model: "0W23H8",
    version: "pc-q35-10.0",
    serial: "Not Specified",
    assetTag: "Not Specified",
    memMax: 1_073_741_824,
    memSlots: 1,
  },
  bios: { vendor: "Dell Inc.", version: "2.19.1", releaseDate: "2023-04-06", revision: "2.19", serial: "" },
  cpus: {
    manufacturer: "Intel",
    brand: "Xeon® Gold 6230",
    vendor: "Intel",
    family: "6",
    cores: 80,
    physicalCores: 40,
    processors: 2,
  },
  memory: [
    {
      size: 1_073_741_824,
      bank: "DIMM",
      type: "RAM",
      clockSpeed: 2666,
      manufacturer: "Samsung Electronics Inc.",
      partNum: "M393A2K43BB1-CRC",
      serialNum: "12AB34CD",
    },
    { size: 0, bank: "DIMM", type: "Empty", clockSpeed: 0, manufacturer: "", partNum: "", serialNum: "" },
  ],
  blocks: [
    { name: "sda", type: "disk", model: "SAMSUNG MZ7LH960", serial: "S45NNE0M", protocol: "sata" },
    { name: "sda1", type: "part", model: "", serial: "", protocol: "" },
  ],
  disks: {
    local: [
      { name: "nvme0n1", model: "INTEL SSDPE2KX010T8", serial: "PHLJ1", sizeBytes: 1e12, interface: "nvme" },
      { name: "sda", model: "SAMSUNG MZ7LH960", vendor: "ATA", rotational: "0", sizeBytes: 960_197_124_096 },
      { name: "vda", vendor: "0x1af4", rotational: "1", sizeBytes: 1024, interface: "virtio" },
    ],
    remote: 12,
  },
  nics: [
    { name: "ens1f0", mac: "3c:fd:fe:00:00:01", speedMbps: 25_000, pciAddress: "0000:3b:00.0", driver: "i40e" },
    { name: "ens1f1", pciAddress: "0000:3b:00.1", driver: "i40e" },
  ],
};

function heardOf(parts: Partial<Record<Part, unknown>>): ReadonlyMap<Part, Heard> {
  return new Map(Object.entries(parts).map(([part, value]) => [part as Part, { value }]));
}

/** Paths of what is null in an inventory, as its list of what is missing names them. */
function nulls(inventory: object, path = ""): string[] {
  return Object.entries(inventory).flatMap(([key, value]) => {
    const here = Array.isArray(inventory) ? path : path === "" ? key : `${path}.${key}`;
    if (value === null) return [here];
    return typeof value === "object" && key !== "missing" ? nulls(value, here) : [];
  });
}

describe("what systeminformation says is put right", () => {
  const inventory = takeInventory(AT, heardOf(DELL));

  test("the model is the firmware's, the date American, the CPU knows whether it is virtual", () => {
    expect(inventory).toMatchObject({
      schema: "krane.inventory.v1",
      host: "krane-hn1prod-com0369",
      collectedAt: "2026-11-21T03:07:12.000Z",
      system: { manufacturer: "Dell Inc.", model: "PowerEdge R640", serial: "S18C0229", uuid: null, virtual: false },
      board: { manufacturer: "Dell Inc.", model: "0W23H8", version: "pc-q35-10.0", serial: null },
      bios: { vendor: "Dell Inc.", version: "2.19.1", releaseDate: "2023-06-04" },
      cpus: { model: "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", sockets: 2, cores: 40, threads: 80 },
    });
  });

  test("a DIMM has its slot, and an empty slot is counted but no DIMM", () => {
    expect(inventory.memory).toEqual({
      totalBytes: 1_014_071_296,
      slots: 2,
      dimms: [
        {
          locator: "A 0",
          bank: "DIMM",
          sizeBytes: 1_073_741_824,
          type: "RAM",
          clockMHz: 2666,
          manufacturer: "Samsung Electronics Inc.",
          partNumber: "M393A2K43BB1-CRC",
          serial: "12AB34CD",
        },
      ],
    });
  });

  test("disks of sysfs have what lsblk knows; ATA is no vendor, and a virtio disk not rotational because it says so", () => {
    expect(inventory.disks).toMatchObject([
      { name: "nvme0n1", type: "nvme", serial: "PHLJ1", interface: "nvme", sizeBytes: 1e12 },
      { name: "sda", type: "ssd", vendor: null, serial: "S45NNE0M", interface: "sata" },
      { name: "vda", type: null, vendor: null, model: null, serial: null, interface: "virtio" },
    ]);
  });

  test("whatever is null is named with its reason", () => {
    const named = inventory.missing.map(({ what, reason, detail }) => [what, reason, detail]);
    const expected = [
      ["system.uuid", "not-told", null],
      ["board.serial", "not-told", null],
      ["disks.vendor", "not-told", "nvme0n1, sda, vda"],
      ["disks.model", "not-told", "vda"],
      ["disks.serial", "not-told", "vda"],
      ["disks.type", "not-told", "vda"],
      ["disks", "not-local", "12"],
      ["nics.mac", "set-by-software", "ens1f1"],
      ["nics.speedMbps", "no-link", "ens1f1"],
    ];
    expect(named).toEqual(expect.arrayContaining(expected));
    expect(named).toHaveLength(expected.length);
  });

  test("its summary counts", () => {
    expect(inventorySummary(inventory)).toEqual({
      collectedAt: "2026-11-21T03:07:12.000Z",
      model: "PowerEdge R640",
      serial: "S18C0229",
      cpus: 80,
      memoryBytes: 1_014_071_296,
      disks: 3,
      nics: 2,
    });
  });
});

function reasons(parts: Partial<Record<Part, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(takeInventory(AT, heardOf(parts)).missing.map(({ what, reason }) => [what, reason]));
}

describe("why something is missing", () => {
  const machine = DELL.machine as object;

  test("rights, where root would be told", () => {
    const parts = { ...DELL, machine: { ...machine, isRoot: false, slots: undefined }, system: {}, board: {} };
    const memory = [{ size: 8e9, bank: "", type: "", formFactor: "" }];
    expect(reasons({ ...parts, memory })).toMatchObject({
      "system.serial": "needs-root",
      "system.uuid": "needs-root",
      "system.manufacturer": "not-told",
      "board.serial": "needs-root",
      "memory.dimms": "needs-root",
    });
  });

  test("a tool, where root has none; then Node's count of sockets is none", () => {
    const cpus = { vendor: "", family: "", cores: 80, physicalCores: 80, processors: 1 };
    const found = takeInventory(AT, heardOf({ ...DELL, memory: [{ size: 8e9, type: "" }], cpus, blocks: [] }));
    expect(found.cpus).toMatchObject({ sockets: null, cores: null, threads: 80 });
    expect(Object.fromEntries(found.missing.map(({ what, detail }) => [what, detail]))).toMatchObject({
      "memory.dimms": "dmidecode",
      "cpus.sockets": "lscpu",
      "disks.serial": "lsblk",
    });
  });

  test("no SMBIOS, the deadline, a failure", () => {
    expect(reasons({ ...DELL, machine: { ...machine, dmi: false }, memory: [] })["memory.dimms"]).toBe("no-smbios");
    expect(reasons({})).toMatchObject({ "system.serial": "timed-out", disks: "timed-out", nics: "timed-out" });
    const heard = new Map<Part, Heard>(heardOf(DELL)).set("nics", { error: "list /sys/class/net: EIO" });
    expect(takeInventory(AT, heard).missing).toContainEqual({
      what: "nics",
      reason: "failed",
      detail: "list /sys/class/net: EIO",
      why: "could not be asked: list /sys/class/net: EIO",
    });
    expect([isComplete(heardOf(DELL)), isComplete(heard), isComplete(new Map())]).toEqual([true, false, false]);
  });

  test("a part that was not heard is named by something, also where no null tells of it", () => {
    for (const part of PARTS) {
      const { [part]: _, ...others } = { ...DELL, disks: { local: [] } };
      const named = takeInventory(AT, heardOf(others)).missing.filter(({ reason }) => reason === "timed-out");
      expect(named, part).not.toEqual([]);
    }
  });

  test("a count of slots that is not that of the DIMMs names none", () => {
    const found = takeInventory(AT, heardOf({ ...DELL, machine: { ...machine, slots: ["A1"] } }));
    expect(found.memory.dimms[0]?.locator).toBeNull();
  });
});

/** Keys that the code looks at, so that nearly right answers come up. */
const KEYS = "host isRoot dmi slots vendor family cores processors size type name local remote model serial".split(" ");
const anything = fc.anything({ key: fc.oneof(fc.constantFrom(...KEYS), fc.string()), maxDepth: 4 });
const anyHeard = fc
  .array(
    fc.tuple(fc.constantFrom(...PARTS), fc.oneof(fc.record({ value: anything }), fc.record({ error: fc.string() }))),
  )
  .map((entries) => new Map<Part, Heard>(entries));

describe("whatever comes", () => {
  test("any answers make an inventory, whose nulls are all named and which goes through its own parser unchanged", () => {
    fc.assert(
      fc.property(anyHeard, (heard) => {
        const inventory = takeInventory(AT, heard);
        const text = JSON.stringify(inventory);
        expect(text).not.toMatch(UNSAFE);
        expect(parseInventory(text)).toEqual(inventory);
        const named = inventory.missing.map(({ what }) => what);
        expect(nulls(inventory).filter((path) => !named.includes(path))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("any text is an inventory or none", () => {
    const head = fc.record({ schema: fc.constant("krane.inventory.v1"), collectedAt: fc.string() });
    const json = head.map((given) => JSON.stringify(given));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), json, fc.string({ unit: "binary" })), (text) => {
        expect(parseInventory(text)).toBeUndefined();
      }),
    );
  });

  test("any object with the right head is made safe, bounded, and stays as it is then", () => {
    const head = { schema: "krane.inventory.v1", host: "com0369", collectedAt: "2026-11-21T03:07:12Z" };
    const text = fc.string({ unit: "binary", maxLength: 600 });
    const parts = fc.record({
      system: fc.record({ model: text, serial: anything }),
      disks: fc.array(fc.oneof(anything, fc.record({ name: text, sizeBytes: anything })), { maxLength: 20 }),
      missing: anything,
    });
    fc.assert(
      fc.property(parts, (given) => {
        const found = parseInventory(JSON.stringify({ ...head, ...given }));
        expect(JSON.stringify(found)).not.toMatch(UNSAFE);
        expect(Buffer.byteLength(found?.system.model ?? "")).toBeLessThanOrEqual(256);
        expect(parseInventory(JSON.stringify(found))).toEqual(found);
      }),
    );
    const disks = Array.from({ length: 5000 }, (_, index) => ({ name: `sd${index}` }));
    expect(parseInventory(JSON.stringify({ ...head, disks }))?.disks.length).toBe(1024);
    expect(parseInventory("[".repeat(100_000))).toBeUndefined();
  });

  test("any bytes have slots or none", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const slot of memorySlots(bytes)) expect(typeof slot).toBe("string");
      }),
      { numRuns: 2000 },
    );
    // A table of nothing but structures without strings, and one without an end.
    expect(memorySlots(new Uint8Array(65_536).fill(17))).toHaveLength(1);
  });
});

test("slots are those of the memory devices of an SMBIOS table (QEMU 10, the first structures left out)", () => {
  const physicalArray = "1017001001030600001000feff010000000000000000000000";
  const device =
    "112800110010feffffffffff0004090001020702006a0a0304000500000000006a0a000000000000" +
    "4120300044494d4d0053616d73756e67003132414233344344004d33393341324b34334242312d4352430000";
  expect(memorySlots(Buffer.from(`${physicalArray}${device}${device}7f04007f0000`, "hex"))).toEqual(["A 0", "A 0"]);
});

test.each([
  [
    "sda",
    "../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda",
    { remote: false, via: "sata" },
  ],
  [
    "sdb",
    "../devices/pci0000:00/0000:02:00.0/host1/port-1:0/end_device-1:0/x/block/sdb",
    { remote: false, via: "sas" },
  ],
  ["sdc", "../devices/platform/host3/session1/target3:0:0/3:0:0:1/block/sdc", { remote: true }],
  ["sdd", "../devices/pci0000:00/0000:04:00.0/host5/rport-5:0-2/target5:0:0/x/block/sdd", { remote: true }],
  ["nvme0n1", "../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1", { remote: false, via: "nvme" }],
  ["nvme1n1", "../devices/virtual/nvme-fabrics/ctl/nvme1/nvme1n1", { remote: true }],
  ["nvme0c0n1", "../devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0c0n1", undefined],
  ["vda", "../devices/pci0000:00/0000:00:02.0/virtio1/block/vda", { remote: false, via: "virtio" }],
  ["sr0", "../devices/pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block/sr0", undefined],
  ["dm-0", "../devices/virtual/block/dm-0", undefined],
  ["rbd0", "../devices/rbd/0/block/rbd0", undefined],
])("%s at %s", (name, path, expected) => {
  expect(blockPath(name, path)).toEqual(expected);
});

test("cards have a PCI address; taps and bridges are none, and a USB card has the controller's", () => {
  const at = "../../devices/pci0000:3a/0000:3a:00.0/0000:3b:00.1/net/ens1f1";
  expect(nicPath(at)).toEqual({ pciAddress: "0000:3b:00.1" });
  expect(nicPath("../../devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/net/enx0")).toEqual({});
  expect(nicPath("../../devices/virtual/net/tap0a1b2c3d-4e")).toBeUndefined();
});

test("the addresses that bonded cards were made with (kernel: drivers/net/bonding/bond_procfs.c)", () => {
  const text =
    "Bonding Mode: IEEE 802.3ad Dynamic link aggregation\n\nSlave Interface: ens1f0\nMII Status: up\n" +
    "Permanent HW addr: 3c:fd:fe:00:00:01\n\nSlave Interface: ens1f1\nPermanent HW addr: 3c:fd:fe:00:00:02\n";
  expect([...bondedAddresses(text)]).toEqual([
    ["ens1f0", "3c:fd:fe:00:00:01"],
    ["ens1f1", "3c:fd:fe:00:00:02"],
  ]);
});
