import { defined, type Host, look, lookInto } from "../core/index.ts";
import { memorySlots } from "../parse/board/smbios-slots.ts";
import { FIRST_CPU_BYTES, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";
import { blockPath } from "../parse/disk/block-path.ts";
import { meminfoKib } from "../parse/memory/meminfo.ts";
import { bondedAddresses, nicPath } from "../parse/net/nic-path.ts";

const DMI = "/sys/class/dmi/id";
const SECTOR_BYTES = 512;

async function textIn(host: Host, path: string): Promise<string | undefined> {
  const answer = await look(host, path);
  return answer.known ? answer.value : undefined;
}

async function namesIn(host: Host, path: string): Promise<readonly string[]> {
  const answer = await lookInto(host, path);
  return answer.known ? answer.value : [];
}

/** What systeminformation gets wrong or does not have, and what says why it has nothing. */
export async function machineOf(host: Host, isRoot: boolean): Promise<object> {
  const cpuinfo = await host.readAt("/proc/cpuinfo", 0, FIRST_CPU_BYTES);
  const cpu = parseFirstCpu(cpuinfo);
  const smbios = isRoot ? await host.probe("smbios", {}) : undefined;
  const kib = meminfoKib((await textIn(host, "/proc/meminfo")) ?? "", "MemTotal");
  return defined({
    host: host.site.host,
    isRoot,
    dmi: (await namesIn(host, DMI)).length > 0,
    productName: await textIn(host, `${DMI}/product_name`),
    biosDate: await textIn(host, `${DMI}/bios_date`),
    cpuModel: /^model name\s*: (.+)$/m.exec(new TextDecoder().decode(cpuinfo))?.[1],
    virtual: typeof cpu === "string" ? undefined : cpu.flags.has("hypervisor"),
    memoryBytes: kib === undefined ? undefined : kib * 1024,
    slots: smbios?.known ? memorySlots(smbios.value) : undefined,
  });
}

/** NVMe disks with one head for all paths are of a storage network where no path is on PCI. */
async function isFabric(host: Host, device: string): Promise<boolean> {
  const paths = (await namesIn(host, device)).filter((name) => /^nvme\d+$/.test(name));
  const ways = await Promise.all(paths.map((name) => textIn(host, `${device}/${name}/transport`)));
  return ways.some((way) => way !== undefined) && !ways.includes("pcie");
}

async function diskOf(host: Host, name: string): Promise<object | "remote" | undefined> {
  const at = `/sys/block/${name}`;
  const way = blockPath(name, (await host.readlink(at)) ?? "/virtual/");
  if (way === undefined) return undefined;
  if (way.remote || (name.startsWith("nvme") && (await isFabric(host, `${at}/device`)))) return "remote";
  const sectors = Number(await textIn(host, `${at}/size`));
  // A reader without a card in it.
  if (sectors === 0) return undefined;
  return defined({
    name,
    model: await textIn(host, `${at}/device/model`),
    vendor: await textIn(host, `${at}/device/vendor`),
    serial: (await textIn(host, `${at}/device/serial`)) ?? (await textIn(host, `${at}/serial`)),
    rotational: await textIn(host, `${at}/queue/rotational`),
    sizeBytes: sectors * SECTOR_BYTES,
    interface: way.via,
  });
}

/** The disks of this machine, and how many there are of a storage network. */
export async function disksOf(host: Host): Promise<object> {
  const found: (object | "remote" | undefined)[] = [];
  for (const name of await namesIn(host, "/sys/block")) found.push(await diskOf(host, name));
  return {
    local: found.filter((disk) => typeof disk === "object"),
    remote: found.filter((disk) => disk === "remote").length,
  };
}

async function permanentAddresses(host: Host): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const bond of await namesIn(host, "/proc/net/bonding")) {
    const text = (await textIn(host, `/proc/net/bonding/${bond}`)) ?? "";
    for (const [card, address] of bondedAddresses(text)) found.set(card, address);
  }
  return found;
}

/** 0 is NET_ADDR_PERM (include/uapi/linux/netdevice.h): the address is the card's own. */
async function addressOf(host: Host, at: string): Promise<string | undefined> {
  const isOwn = (await textIn(host, `${at}/addr_assign_type`)) === "0";
  return isOwn ? textIn(host, `${at}/address`) : undefined;
}

/** The network cards; virtual functions of SR-IOV are the guests'. Nothing of a tap is read but where its link points. */
export async function nicsOf(host: Host): Promise<readonly object[]> {
  const bonded = await permanentAddresses(host);
  const found: object[] = [];
  for (const name of await namesIn(host, "/sys/class/net")) {
    const at = `/sys/class/net/${name}`;
    const way = nicPath((await host.readlink(at)) ?? "");
    if (way === undefined || (await host.readlink(`${at}/device/physfn`)) !== undefined) continue;
    const speed = Number((await textIn(host, `${at}/speed`)) ?? "-1");
    const nic = {
      name,
      mac: bonded.get(name) ?? (await addressOf(host, at)),
      // -1 where there is no link, which kernels before 4.x write unsigned.
      speedMbps: speed > 0 && speed < 0xffffffff ? speed : undefined,
      pciAddress: way.pciAddress,
      driver: (await host.readlink(`${at}/device/driver`))?.split("/").at(-1),
    };
    found.push(defined(nic));
  }
  return found;
}
