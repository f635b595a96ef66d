import { expect, onTestFinished, test } from "vitest";
import { disksOf, machineOf, nicsOf } from "../../src/host/hardware-files.ts";
import { hearHardware } from "../../src/host/inventory-process.ts";
import { openHost } from "../../src/host/open.ts";
import { PARTS } from "../../src/parse/board/hardware.ts";
import { takeInventory } from "../../src/parse/board/take-inventory.ts";
import { layOut } from "../support/txtar.ts";

/** A tree of files and links ("-> target"), as /sys has them. */
function tree(files: Readonly<Record<string, string>>) {
  const laid = layOut(
    Object.entries(files).map(([path, content]) =>
      content.startsWith("-> ") ? { path: `/${path}`, target: content.slice(3) } : { path: `/${path}`, content },
    ),
  );
  onTestFinished(() => laid[Symbol.dispose]());
  return openHost({ root: laid.root });
}

const SLOT = "sys/devices/pci0000:3a/0000:3a:00.0";

function card(function_: number, name: string, files: Readonly<Record<string, string>>) {
  const device = `${SLOT}/0000:3b:00.${function_}`;
  const own = Object.entries(files).map(([file, content]) => [`${device}/net/${name}/${file}`, content]);
  return {
    [`sys/class/net/${name}`]: `-> ../../../${device}/net/${name}`,
    [`${device}/net/${name}/device`]: "-> ../..",
    [`${device}/driver`]: "-> ../../../../bus/pci/drivers/i40e",
    ...Object.fromEntries(own),
  };
}

test("cards have their own address under a bond; virtual functions, taps and bonds are no cards", async () => {
  const host = tree({
    ...card(0, "ens1f0", { address: "3c:fd:fe:00:00:01\n", addr_assign_type: "0\n", speed: "25000\n" }),
    ...card(1, "ens1f1", { address: "3c:fd:fe:00:00:01\n", addr_assign_type: "3\n", speed: "-1\n" }),
    ...card(2, "ens1f2", { address: "02:00:00:00:00:09\n", addr_assign_type: "1\n", speed: "4294967295\n" }),
    ...card(3, "ens1f0v0", { address: "fa:16:3e:00:00:02\n", addr_assign_type: "0\n" }),
    [`${SLOT}/0000:3b:00.3/physfn`]: "-> ../0000:3b:00.0",
    "sys/class/net/tap0a1b2c3d-4e": "-> ../../devices/virtual/net/tap0a1b2c3d-4e",
    "sys/devices/virtual/net/tap0a1b2c3d-4e/address": "fe:16:3e:00:00:01\n",
    "sys/class/net/bond0": "-> ../../devices/virtual/net/bond0",
    "sys/class/net/bonding_masters": "bond0\n",
    "proc/net/bonding/bond0": "Slave Interface: ens1f1\nPermanent HW addr: 3c:fd:fe:00:00:02\n",
  });
  const common = { driver: "i40e" };
  const found = await nicsOf(host);
  expect(found).toEqual([
    { ...common, name: "ens1f0", mac: "3c:fd:fe:00:00:01", speedMbps: 25_000, pciAddress: "0000:3b:00.0" },
    { ...common, name: "ens1f1", mac: "3c:fd:fe:00:00:02", pciAddress: "0000:3b:00.1" },
    { ...common, name: "ens1f2", pciAddress: "0000:3b:00.2" },
  ]);
  expect(JSON.stringify(found)).not.toMatch(/f[ae]:16:3e/);
});

test("disks of this machine, with both kinds of NVMe; LUNs of a storage network are counted", async () => {
  const pci = "sys/devices/pci0000:00/0000:00:17.0";
  const head = "sys/devices/virtual/nvme-subsystem";
  const sda = `${pci}/ata1/host0/target0:0:0/0:0:0:0`;
  const sdb = "sys/devices/platform/host3/session1/target3:0:0/3:0:0:1/block/sdb";
  const host = tree({
    "sys/block/sda": `-> ../../${sda}/block/sda`,
    [`${sda}/block/sda/size`]: "1875385008\n",
    [`${sda}/block/sda/queue/rotational`]: "0\n",
    [`${sda}/block/sda/device`]: "-> ../..",
    [`${sda}/model`]: "SAMSUNG MZ7LH960\n",
    [`${sda}/vendor`]: "ATA     \n",
    "sys/block/sdb": `-> ../../${sdb}`,
    [`${sdb}/size`]: "2048\n",
    "sys/block/nvme0n1": "-> ../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1",
    [`${head}/nvme-subsys0/nvme0n1/size`]: "2048\n",
    [`${head}/nvme-subsys0/nvme0n1/device`]: "-> ..",
    [`${head}/nvme-subsys0/model`]: "INTEL SSDPE2KX010T8\n",
    [`${head}/nvme-subsys0/serial`]: "PHLJ1\n",
    [`${head}/nvme-subsys0/nvme0/transport`]: "pcie\n",
    "sys/block/nvme0c0n1": "-> ../devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0c0n1",
    "sys/block/nvme1n1": "-> ../devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1",
    [`${head}/nvme-subsys1/nvme1n1/size`]: "2048\n",
    [`${head}/nvme-subsys1/nvme1n1/device`]: "-> ..",
    [`${head}/nvme-subsys1/nvme1/transport`]: "tcp\n",
    "sys/block/loop0": "-> ../devices/virtual/block/loop0",
    "sys/block/sdc": `-> ../../${pci}/ata2/host1/target1:0:0/1:0:0:0/block/sdc`,
    [`${pci}/ata2/host1/target1:0:0/1:0:0:0/block/sdc/size`]: "0\n",
  });
  expect(await disksOf(host)).toEqual({
    local: [
      { name: "nvme0n1", model: "INTEL SSDPE2KX010T8", serial: "PHLJ1", sizeBytes: 1_048_576, interface: "nvme" },
      {
        name: "sda",
        model: "SAMSUNG MZ7LH960",
        vendor: "ATA",
        rotational: "0",
        sizeBytes: 960_197_124_096,
        interface: "sata",
      },
    ],
    remote: 2,
  });
});

test("a machine of which nothing is to be seen says so and no more", async () => {
  expect(await machineOf(tree({ "proc/sys/kernel/hostname": "com0369\n" }), false)).toEqual({
    host: "com0369",
    isRoot: false,
    dmi: false,
  });
});

test("at the deadline there is what was heard by then, and the rest is named", async () => {
  const heard = await hearHardware({ deadlineMs: 1, told: () => undefined });
  expect([...heard.keys()]).toEqual([]);
  const { missing } = takeInventory(new Date(), heard);
  expect(new Set(missing.map(({ reason }) => reason))).toEqual(new Set(["timed-out"]));
});

test("in time there is all of it, told part by part", async () => {
  const told: string[] = [];
  const heard = await hearHardware({ deadlineMs: 30_000, told: (part) => told.push(part) });
  expect(told.toSorted()).toEqual([...PARTS].sort());
  expect([...heard.values()].filter(({ error }) => error !== undefined)).toEqual([]);
});
