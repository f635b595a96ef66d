import {
  type Answer,
  explainError,
  type GuestsOn,
  type Host,
  KraneError,
  known,
  lookInto,
  type Needed,
  notKnown,
} from "../core/index.ts";
import type { Interfaces, SecondLook } from "./second-look.ts";

const NET = "/sys/class/net";
/** VirtualBox' host-only interfaces: no bridge, the guests' side is a filter in the kernel (VBoxNetAdp). */
const HOST_ONLY = /^vboxnet\d/;
/** What may be a name of an interface: it came from a log (kernel: dev_valid_name()). */
const NAME = /^(?!\.{1,2}$)[^\s/:]{1,15}$/;

/** The bridge, bond or Open vSwitch that an interface is in (sysfs `master`); undefined where it is in none, or is not there. */
async function masterOf(host: Host, nic: string): Promise<string | undefined> {
  const link = NAME.test(nic) ? await host.readlink(`${NET}/${nic}/master`) : undefined;
  return link?.split("/").at(-1);
}

/** Ports of a bridge (sysfs `brif`); of Open vSwitch, which has no such folder, what lies below it. */
async function portsOf(host: Host, bridge: string): Promise<readonly string[]> {
  const ports = await host.list(`${NET}/${bridge}/brif`);
  if (ports.length > 0) return ports;
  const names = await host.list(`${NET}/${bridge}`);
  return names.filter((name) => name.startsWith("lower_")).map((name) => name.slice("lower_".length));
}

/** One end of a pair: what is at the other end is some container's or router's affair. */
async function isPeer(host: Host, nic: string, names: readonly string[]): Promise<boolean> {
  if (names.some((name) => name.startsWith("lower_"))) return false;
  const [own, other] = await Promise.all(["ifindex", "iflink"].map((file) => host.read(`${NET}/${nic}/${file}`)));
  return own?.trim() !== other?.trim();
}

async function guestNeed(
  nic: string,
  guestsOn: GuestsOn,
  bridge: string | undefined,
): Promise<Answer<Needed | undefined>> {
  const guests = await guestsOn(nic);
  if (!guests.known) return guests;
  if (guests.value.length === 0) return known(undefined);
  return known({ need: "guest", guests: guests.value, ...(bridge !== undefined && { bridge }) });
}

async function look(host: Host, nic: string, bridge: string | undefined, guestsOn: GuestsOn) {
  const names = await host.list(`${NET}/${nic}`);
  // Gone with its guest, or in a bridge again.
  if (names.length === 0 || (await masterOf(host, nic)) !== undefined) return known(undefined);
  if (HOST_ONLY.test(nic)) return guestNeed(nic, guestsOn, undefined);
  // It never was a port: a capture came to its end.
  if (bridge === undefined || !NAME.test(bridge)) return known(undefined);
  if (names.includes("tun_flags")) return guestNeed(nic, guestsOn, bridge);
  if (await isPeer(host, nic, names)) return known(undefined);
  const ports = (await portsOf(host, bridge)).filter((port) => port !== nic);
  return known(ports.length === 0 ? undefined : { need: "uplink" as const, bridge, ports: ports.length });
}

/**
 * Whether an interface that left its place is needed still: a guest's tap or host-only interface by a guest that runs, an uplink by the
 * bridge that it was in and whose other ports are there. By sysfs; who the guests are is asked of `guestsOn`.
 */
export async function stillNeeded(
  host: Host,
  guestsOn: GuestsOn,
  nic: string,
  bridge: string | undefined,
): Promise<Answer<Needed | undefined>> {
  if (!NAME.test(nic)) return notKnown("no name of an interface");
  try {
    return await look(host, nic, bridge, guestsOn);
  } catch (error) {
    if (!(error instanceof KraneError)) throw error;
    return notKnown(explainError(error));
  }
}

/** The network interfaces of a host, and who needs them. */
export function interfacesOf(host: Host, guestsOn: GuestsOn = nobodyTells): Interfaces {
  return {
    stillNeeded: (nic, bridge) => stillNeeded(host, guestsOn, nic, bridge),
    master: (nic) => masterOf(host, nic),
  };
}

async function nobodyTells(): Promise<Answer<readonly string[]>> {
  return notKnown("nobody looks for guests");
}

/** Notes what all interfaces are in at the start. */
export async function learnInterfaces(host: Host, looks: SecondLook | undefined): Promise<void> {
  const nics = await lookInto(host, NET);
  if (nics.known) await looks?.learn(nics.value);
}
