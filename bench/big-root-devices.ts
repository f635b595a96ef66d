import { type MadeRoot, type RootSize, times } from "./made-root.ts";

/** A DMAR of QEMU with interrupt remapping, and one unit for all devices. */
const DMAR =
  "444d4152500000000104424f4348532042585043202020200100000042585043010000002f010000000000000000000000004800000000000000d9fe00000000" +
  "0308000000ff00000108000000000000010800000000010001080000000002000108000000001f000108000000001f020108000000001f03";

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
function nic(root: MadeRoot, name: string, device: string, more: Readonly<Record<string, string | number>> = {}): void {
  root.link(`/sys/class/net/${name}`, `../../devices/${device}/net/${name}`);
  root.files(`/sys/devices/${device}/net/${name}`, {
    operstate: "up",
    carrier: 1,
    carrier_changes: 2,
    mtu: 9000,
    type: 1,
    flags: "0x1003",
    address: "52:54:00:12:34:56",
    speed: 25_000,
    duplex: "full",
    ...more,
  });
}

function network(root: MadeRoot, size: RootSize): void {
  times(4, (index) => nic(root, `ens${index}f0`, `pci0000:00/0000:00:${hex(index, 2)}.0`));
  const slaves = { "bonding/slaves": "ens0f0 ens1f0", "bonding/mode": "802.3ad 4", "bonding/mii_status": "up" };
  nic(root, "bond0", "virtual", slaves);
  nic(root, "vlan60", "virtual");
  times(size.taps, (index) =>
    nic(root, `tap${hex(index * 7919, 8)}-${hex(index, 2)}`, "virtual", { tun_flags: "0x1002" }),
  );
  root.file(
    "/proc/net/vlan/config",
    "VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\nvlan60         | 60  | bond0",
  );
  root.file(
    "/proc/net/bonding/bond0",
    "Ethernet Channel Bonding Driver: v6.8\nBonding Mode: IEEE 802.3ad\nMII Status: up\n\nSlave Interface: ens0f0\nMII Status: up\n\nSlave Interface: ens1f0\nMII Status: up",
  );
  root.file("/proc/net/route", "Iface\tDestination\tGateway\tFlags\nbond0\t00000000\t0100000A\t0003");
}

/** What smartctl says of a disk that is well. */
const SMART = {
  json_format_version: [1, 0],
  smartctl: { version: [7, 3], exit_status: 0 },
  model_name: "INTEL SSDSC2KB480G8R",
  smart_status: { passed: true },
  ata_smart_attributes: {
    table: [{ id: 5, name: "Reallocated_Sector_Ct", value: 100, worst: 100, thresh: 0, raw: { value: 0 } }],
  },
};

function disk(root: MadeRoot, name: string, device: string): void {
  const folder = `devices/${device}/block/${name}`;
  root.link(`/sys/block/${name}`, `../${folder}`);
  root.link(`/sys/class/block/${name}`, `../../${folder}`);
  root.files(`/sys/${folder}`, { size: 3_750_748_848, ro: 0, stat: "1 0 8 1 0 0 0 0 0 1 1", "queue/rotational": 0 });
  root.files(`/sys/devices/${device}`, { model: "SSDSC2KB019T8", vendor: "ATA", state: "running", ioerr_cnt: "0x0" });
  root.link(`/sys/${folder}/device`, "../..");
  root.file(`/extra/smart-${name.replace(/n1$/, "")}.json`, JSON.stringify(SMART));
}

function disks(root: MadeRoot, size: RootSize): void {
  times(size.disks, (index) => {
    const name = `sd${index < 26 ? "" : "a"}${String.fromCharCode(97 + (index % 26))}`;
    disk(root, name, `pci0000:17/0000:17:00.0/host0/target0:0:${index}/0:0:${index}:0`);
  });
  times(size.nvmes, (index) => disk(root, `nvme${index}n1`, `pci0000:85/0000:85:00.${index}/nvme/nvme${index}`));
  const mounts = Array.from(
    { length: size.mounts },
    (_, index) => `/dev/sd${String.fromCharCode(97 + (index % 26))}${index} /data/${index} ext4 rw,relatime 0 0`,
  );
  root.file("/proc/mounts", ["/dev/sda1 / ext4 rw,relatime 0 0", ...mounts].join("\n"));
  const room = { bytes: 1e12, availableBytes: 6e11, inodes: 1e8, freeInodes: 9e7 };
  const systems = ["/", ...mounts.map((_, index) => `/data/${index}`)].map((path) => [path, room]);
  root.file("/extra/file-systems.json", JSON.stringify(Object.fromEntries(systems)));
}

function pci(root: MadeRoot, size: RootSize): void {
  times(size.pci, (index) => {
    const name = `0000:${hex(index >> 3, 2)}:10.${index & 7}`;
    const folder = `/sys/devices/pci0000:00/${name}`;
    root.link(`/sys/bus/pci/devices/${name}`, `../../../devices/pci0000:00/${name}`);
    root.files(folder, {
      vendor: "0x8086",
      device: "0x1592",
      class: index < 8 ? "0x020000" : "0x060400",
      numa_node: index & 1,
    });
    root.file(`${folder}/resource`, "0x0000387ffa000000 0x0000387ffa00ffff 0x0000000000140204\n".repeat(13).trimEnd());
    root.file(`${folder}/config`, "\u0000".repeat(255));
    root.link(`${folder}/iommu_group`, `../../../kernel/iommu_groups/${index % size.groups}`);
    if (index < 8) root.files(folder, { sriov_totalvfs: 64, sriov_numvfs: 0, sriov_drivers_autoprobe: 1 });
  });
  times(size.groups, (index) => {
    root.file(`/sys/kernel/iommu_groups/${index}/type`, "identity");
    const name = `0000:${hex(index >> 3, 2)}:10.${index & 7}`;
    root.link(`/sys/kernel/iommu_groups/${index}/devices/${name}`, `../../../../devices/pci0000:00/${name}`);
  });
  times(4, (index) => root.link(`/sys/class/iommu/dmar${index}`, `../../devices/virtual/iommu/dmar${index}`));
  root.bytes("/sys/firmware/acpi/tables/DMAR", Buffer.from(DMAR, "hex"));
}

function sensors(root: MadeRoot, size: RootSize): void {
  const parts = ["Fan1A,5880,RPM,ok", "PS1 Status,62h,ok,10.1,Presence detected"];
  root.file("/extra/ipmi-sensors.csv", parts.join("\n"));
  root.file(
    "/extra/ipmi-events.csv",
    "1,10/26/2014,20:17:30,Event Logging Disabled #0x07,Log area reset/cleared,Asserted",
  );
  times(size.dimms, (index) => {
    const folder = `/sys/devices/system/edac/mc/mc${index >> 3}`;
    root.files(folder, {
      mc_name: "Intel_10nm Socket#0 IMC#0",
      ce_count: 0,
      ue_count: 0,
      ce_noinfo_count: 0,
      ue_noinfo_count: 0,
    });
    const label = `CPU_SrcID#0_MC#${index >> 3}_Chan#${index & 7}_DIMM#0`;
    root.files(`${folder}/dimm${index & 7}`, { dimm_label: label, dimm_ce_count: 0, dimm_ue_count: 0, size: 32_768 });
  });
  times(4, (chip) => {
    root.file(`/sys/class/hwmon/hwmon${chip}/name`, "coretemp");
    times(34, (index) => {
      root.files(`/sys/class/hwmon/hwmon${chip}`, {
        [`temp${index}_input`]: 45_000,
        [`temp${index}_label`]: `Core ${index}`,
        [`temp${index}_crit`]: 100_000,
      });
    });
  });
}

/** What is plugged into a made-up host, or measures it. */
export const DEVICES: readonly ((root: MadeRoot, size: RootSize) => void)[] = [network, disks, pci, sensors];
