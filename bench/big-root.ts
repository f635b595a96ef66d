import { rmSync } from "node:fs";
import { DEVICES } from "./big-root-devices.ts";
import { monit } from "./big-root-monit.ts";
import { supervised } from "./big-root-supervised.ts";
import { type Figure, inTurns } from "./in-turns.ts";
import { MadeRoot, type RootSize, times } from "./made-root.ts";

/** The largest hypervisor that the fleet could have. */
const BIG: RootSize = { cpus: 128, taps: 200, disks: 48, nvmes: 12, pci: 400, groups: 300, dimms: 32, mounts: 60 };
const FLAGS = `fpu vme de pse tsc msr pae ${"sse4_1 ".repeat(90)}x2apic vmx ept vpid constant_tsc nonstop_tsc`;

function cpuinfo(index: number): string {
  const socket = index % 2;
  return `processor\t: ${index}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 106\nmodel name\t: Intel(R) Xeon(R) Gold 6338\nstepping\t: 6\nmicrocode\t: 0xd0003d1\ncpu MHz\t\t: 2600.000\nphysical id\t: ${socket}\nsiblings\t: 64\ncore id\t\t: ${index >> 2}\ncpu cores\t: 32\nflags\t\t: ${FLAGS}\nvmx flags\t: vnmi ept\nbugs\t\t:\n`;
}

function cpus(root: MadeRoot, size: RootSize): void {
  const base = "/sys/devices/system/cpu";
  root.files(base, {
    online: "0-127",
    possible: "0-127",
    present: "0-127",
    offline: "",
    "smt/active": 1,
    "smt/control": "on",
  });
  root.files(`${base}/cpuidle`, { current_driver: "intel_idle", current_governor_ro: "menu" });
  root.files(`${base}/intel_pstate`, { status: "active", no_turbo: 0 });
  times(8, (index) => root.file(`${base}/vulnerabilities/v${index}`, "Not affected"));
  times(size.cpus, (index) => {
    const cpu = `${base}/cpu${index}`;
    root.files(`${cpu}/topology`, {
      physical_package_id: index % 2,
      core_id: index >> 2,
      die_id: 0,
      thread_siblings_list: `${index % 64},${(index % 64) + 64}`,
    });
    root.files(cpu, { online: 1, "microcode/version": "0xd0003d1" });
    root.files(`${cpu}/thermal_throttle`, { core_throttle_count: 0, package_throttle_count: 0 });
    ["POLL", "C1", "C1E", "C6"].forEach((name, state) => {
      root.files(`${cpu}/cpuidle/state${state}`, {
        name,
        desc: name,
        disable: 0,
        usage: 12345,
        time: 999,
        latency: state,
      });
    });
    const policy = { scaling_driver: "intel_pstate", scaling_governor: "performance", scaling_cur_freq: 2_600_000 };
    root.files(`${base}/cpufreq/policy${index}`, { ...policy, cpuinfo_max_freq: 3_200_000, affected_cpus: index });
    root.link(`${cpu}/cpufreq`, `../cpufreq/policy${index}`);
  });
  root.file("/proc/cpuinfo", Array.from({ length: size.cpus }, (_, index) => cpuinfo(index)).join("\n"));
}

/** Sockets take turns, as firmware of some vendors numbers them. */
function cpusOf(node: number, { cpus: count }: RootSize): readonly number[] {
  return Array.from({ length: count }, (_, cpu) => cpu).filter((cpu) => cpu % 2 === node);
}

function nodes(root: MadeRoot, size: RootSize): void {
  const base = "/sys/devices/system/node";
  root.files(base, { online: "0-1", possible: "0-1", has_cpu: "0-1", has_memory: "0-1" });
  times(2, (node) => {
    root.files(`${base}/node${node}`, {
      cpulist: cpusOf(node, size).join(","),
      distance: node === 0 ? "10 21" : "21 10",
      meminfo: `Node ${node} MemTotal:       395800000 kB\nNode ${node} MemFree:        90000000 kB`,
    });
    const pages = { nr_hugepages: 512, free_hugepages: 100, surplus_hugepages: 0 };
    for (const kib of [2048, 1_048_576]) root.files(`${base}/node${node}/hugepages/hugepages-${kib}kB`, pages);
  });
  const pages = { nr_hugepages: 1024, free_hugepages: 200, resv_hugepages: 0, surplus_hugepages: 0 };
  for (const kib of [2048, 1_048_576]) root.files(`/sys/kernel/mm/hugepages/hugepages-${kib}kB`, pages);
}

function system(root: MadeRoot): void {
  root.files("/proc", {
    "sys/kernel/hostname": "krane-hn1prod-com0369",
    "sys/kernel/tainted": 0,
    "sys/kernel/osrelease": "5.15.0-119-generic",
    "sys/kernel/random/boot_id": "3f6d2c52-6a0b-4c4c-8f9e-0a1b2c3d4e5f",
    cmdline: "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro intel_iommu=on iommu=pt",
    swaps: "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority",
    meminfo: "MemTotal:       791600000 kB\nMemFree:        180000000 kB\nSwapTotal:             0 kB",
    uptime: "864000.00 1000000.00",
    stat: "cpu  1 2 3 4\nbtime 1795000000",
  });
  root.file("/etc/os-release", 'ID=ubuntu\nVERSION_ID="22.04"');
  root.file("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1");
  root.files("/sys/devices/system/clocksource/clocksource0", {
    current_clocksource: "tsc",
    available_clocksource: "tsc hpet",
  });
  root.files("/sys/class/dmi/id", { sys_vendor: "Dell Inc.", product_name: "PowerEdge R750", bios_version: "1.9.2" });
  times(200, (index) => root.file(`/sys/module/m${index}/refcnt`, 0));
  root.files("/sys/module/kvm_intel/parameters", { ept: "Y", nested: "Y" });
  root.file("/extra/msr.txt", "0x1b 0xfee00d00\n0x3a 0x5\n0xe2 0x0\n0x1a0 0x1");
  root.file("/extra/dev-nodes.txt", "c 10:232 660 /dev/kvm 0:108\nc 241:0 600 /dev/ipmi0 0:0");
  root.file("/extra/kvm.txt", "exists 1\nopen errno 0");
  const records = Array.from(
    { length: 8000 },
    (_, index) =>
      `6,${index},${index * 1000},-;${index === 0 ? "Linux version 5.15.0" : `pci 0000:00:1f.${index}: reg 0x10: [mem 0x9d000000-0x9d0fffff]`}`,
  );
  root.file("/extra/kmsg.raw", records.join("\n"));
}

/** Makes the tree of a healthy host; the folder is the caller's to remove. */
export function makeRoot(size: RootSize): string {
  const root = new MadeRoot();
  for (const part of [system, cpus, nodes, ...DEVICES, monit, supervised]) part(root, size);
  return root.path;
}

/** `krane-agent check --root` of the largest host beside bare node. */
export async function benchBigRoot(program: string, runs: number): Promise<readonly Figure[]> {
  const root = makeRoot(BIG);
  try {
    return await inTurns(
      [
        ["node -e 0", [process.execPath, "-e", "0"]],
        ["check of 128 CPUs, 200 taps, 60 disks", [process.execPath, program, "check", "--root", root]],
      ],
      runs,
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}
