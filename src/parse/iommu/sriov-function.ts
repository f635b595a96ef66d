import type { Answer, Subject } from "../../core/index.ts";
import { type Seen, seen, seenIn } from "../feature.ts";

export const PCI_DEVICES = "/sys/bus/pci/devices";

/** A host of 8 NICs with two ports and all their virtual functions has 2,200 functions. */
const MOST_FUNCTIONS = 4096;

/** PCI addresses among the names of a directory, in order; undefined where there are none, or more than a machine can have. */
export function pciAddresses(names: readonly string[]): readonly string[] | undefined {
  const found = names.filter((name) => /^[\da-f]{4,8}:[\da-f]{2}:[\da-f]{2}\.[0-7]$/.test(name));
  return found.length === 0 || found.length > MOST_FUNCTIONS ? undefined : found;
}

/** A PCI function that has the capability, as its directory under PCI_DEVICES shows it. */
export interface SriovFunction {
  readonly address: string;
  readonly totalVfs: Answer<string>;
  readonly numVfs: Answer<string>;
  readonly autoprobe: Answer<string>;
  readonly resource: Answer<string>;
  /** "0x020000". */
  readonly pciClass: Answer<string>;
  /** Names in its directory. */
  readonly entries: Answer<readonly string[]>;
  readonly interfaces: readonly string[];
  readonly disks: readonly string[];
  readonly driver: string | undefined;
}

export type DeviceKind = "nic" | "disk" | "other";

/** By what it has become, else by its class, which one without a driver has as well; undefined where neither is known. */
export function kindOf({ interfaces, disks, pciClass }: SriovFunction): DeviceKind | undefined {
  if (interfaces.length > 0) return "nic";
  if (disks.length > 0) return "disk";
  const found = pciClass.known ? /^0x([\da-f]{2})[\da-f]{4}$/.exec(pciClass.value)?.[1] : undefined;
  if (found === undefined) return undefined;
  const kinds: Partial<Record<string, DeviceKind>> = { "01": "disk", "02": "nic" };
  return kinds[found] ?? "other";
}

/** A switchdev's representors stand beside the port itself, under longer names: "ens1f0np0" and "ens1f0npf0vf0". */
function shortest(names: readonly string[]): string | undefined {
  return names.reduce<string | undefined>(
    (best, name) => ((best?.length ?? 999) <= name.length ? best : name),
    undefined,
  );
}

export function subjectOf({ interfaces, disks, address }: SriovFunction): Subject {
  const [nic, disk] = [shortest(interfaces), shortest(disks)];
  if (nic !== undefined) return { type: "nic", name: nic, id: address };
  return disk === undefined ? { type: "device", name: address } : { type: "disk", name: disk, id: address };
}

/** A number of functions: 16 bits of the capability. */
export function functionCount(answer: Answer<string>): number | undefined {
  const count = answer.known && /^\d{1,5}$/.test(answer.value) ? Number(answer.value) : undefined;
  return count === undefined || count > 65_535 ? undefined : count;
}

const WINDOW = /^0x([\da-f]{1,16}) 0x([\da-f]{1,16}) 0x([\da-f]{1,16})$/;
/** Lines of `resource` behind six BARs and the ROM; a kernel without CONFIG_PCI_IOV prints none of them. */
const FIRST_VF_LINE = 7;
const VF_LINES = 6;
/** IORESOURCE_UNSET (include/linux/ioport.h): wanted, but given no address. Older kernels zero the whole line instead. */
const UNSET = 0x20000000n;

type Place = "none" | "placed" | "unplaced";

function placeOf(line: string): Place | undefined {
  const [start, end, flags] = (WINDOW.exec(line) ?? []).slice(1).map((digits) => BigInt(`0x${digits}`));
  if (start === undefined || end === undefined || flags === undefined) return undefined;
  if (start === 0n && end === 0n && flags === 0n) return "none";
  return start === 0n || (flags & UNSET) !== 0n ? "unplaced" : "placed";
}

/** Whether each BAR of the virtual functions has its window (drivers/pci/iov.c, sriov_enable refuses where one has not). */
export function hasVfWindow(resource: string): readonly [value: boolean | undefined, raw: string] {
  const lines = resource.split("\n", FIRST_VF_LINE + VF_LINES).slice(FIRST_VF_LINE);
  const places = lines.map((line) => placeOf(line.trim()));
  if (places.length < VF_LINES || places.includes(undefined)) return [undefined, "no lines for virtual functions"];
  const placed = places.filter((place) => place === "placed").length;
  const unplaced = places.filter((place) => place === "unplaced").length;
  return [placed > 0 && unplaced === 0, `VF windows: ${placed} with an address, ${unplaced} without`];
}

/** The three facts of a function. */
export interface FunctionSeen {
  readonly firmware: Seen;
  readonly configured: Seen;
  readonly effective: Seen;
  /** Virtual functions that exist. */
  readonly vfs: number | undefined;
}

function vfLinks({ entries }: SriovFunction): number | undefined {
  return entries.known ? entries.value.filter((name) => /^virtfn\d{1,5}$/.test(name)).length : undefined;
}

/** sriov_numvfs is what somebody asked for, and the kernel shows it only once it is done; the links are the functions themselves. */
export function seenOf(found: SriovFunction): FunctionSeen {
  const dir = `${PCI_DEVICES}/${found.address}`;
  const asked = functionCount(found.numVfs);
  const links = vfLinks(found);
  const vfs = asked ?? links;
  const raw = found.numVfs.known ? found.numVfs.value.slice(0, 20) : found.numVfs.why;
  return {
    firmware: seenIn(found.resource, `${dir}/resource`, hasVfWindow),
    configured: seen(asked === undefined ? undefined : asked > 0, `${dir}/sriov_numvfs`, raw),
    effective: seen(vfs === undefined ? undefined : vfs > 0, `${dir}/virtfn*`, `${links ?? "?"} links`),
    vfs,
  };
}
