import { type Answer, type Attributes, notKnown, type Wanted } from "../../core/index.ts";

/** What /sys/class/net/NAME says of a network interface. */
export interface Port {
  readonly name: string;
  /** What is stacked on it, by its `upper_*` links: bonds, bridges, VLANs. */
  readonly uppers: readonly string[];
  /** The bond or bridge that it is a member of. */
  readonly master?: string | undefined;
  readonly driver?: string | undefined;
  readonly flags: Answer<string>;
  /** EINVAL while the interface is administratively down. */
  readonly carrier: Answer<string>;
  readonly operstate: Answer<string>;
  readonly speed: Answer<string>;
  readonly duplex: Answer<string>;
  readonly mtu: Answer<string>;
  readonly changes: Answer<string>;
}

/** What is known beside the interface itself. */
export interface NicContext {
  /** Interfaces that a route leads through. */
  readonly routed: ReadonlySet<string>;
  /** Bonds and their MTU. */
  readonly bonds: ReadonlyMap<string, number | undefined>;
  readonly wanted: Wanted;
  /** s since boot. */
  readonly up: number | undefined;
  /** What was kept in this same boot. */
  readonly before: Attributes | undefined;
}

/** Names of interfaces without those that have no device behind them: taps, bridges, veth, bonds, VLANs. */
export function withDevice(all: readonly string[], virtual: readonly string[]): readonly string[] {
  const without = new Set([...virtual, "bonding_masters", "lo"]);
  return all.filter((name) => !without.has(name));
}

/**
 * Interfaces in /proc/net/route; a NIC with an address has at least its network's route. One that only loses its carrier keeps it
 * (`linkdown`), unless networkd takes the address away: so what was in use is kept.
 */
export function routedInterfaces(text: string): ReadonlySet<string> {
  const rows = text.split("\n").slice(1);
  return new Set(rows.flatMap((row) => /^(?<name>\S{1,15})\t/.exec(row)?.groups?.name ?? []));
}

/** `phys_port_name` of a representor, the host's end of a virtual function in a NIC's switch: no port with a cable. */
export function isRepresentor(name: Answer<string>): boolean {
  return name.known && /^(?:c\d{1,4})?pf\d{1,4}(?:vf|sf)\d{1,5}$/.test(name.value);
}

const IFF_UP = 1;

function isUp(flags: Answer<string>): boolean | undefined {
  const bits = flags.known ? /^0x(?<hex>[\da-f]{1,8})$/i.exec(flags.value)?.groups?.hex : undefined;
  return bits === undefined ? undefined : (Number.parseInt(bits, 16) & IFF_UP) !== 0;
}

/** Surely administratively down. */
export function isOff(flags: Answer<string>): boolean {
  return isUp(flags) === false;
}

/** Administratively up, by the flag IFF_UP (include/uapi/linux/if.h). */
export function isOn({ flags, carrier }: Port): boolean | undefined {
  return isUp(flags) ?? (carrier.known ? true : undefined);
}

/** A link partner is there. Old drivers leave operstate "unknown" with a link, so the carrier goes first. */
export function hasLink({ carrier, operstate }: Port): boolean | undefined {
  if (carrier.known && (carrier.value === "1" || carrier.value === "0")) return carrier.value === "1";
  if (!operstate.known) return undefined;
  return operstate.value === "up" ? true : operstate.value === "down" ? false : undefined;
}

export function whyUnseen({ carrier, operstate, flags }: Port): Answer<string> {
  const first = [carrier, operstate, flags].find((answer) => !answer.known);
  return first ?? notKnown(`carrier ${carrier.known ? carrier.value.slice(0, 32) : "not known"}`);
}

/** SPEED_UNKNOWN is -1, which some drivers pass on as 65535 or 4294967295 (include/uapi/linux/ethtool.h). */
const NO_SPEED = 65_535;
const TOO_FAST = 10_000_000;

/** Mbit/s; undefined for virtio and a link that is down. */
export function speedOf({ speed }: Port): number | undefined {
  const mbps = speed.known && /^\d{1,8}$/.test(speed.value) ? Number(speed.value) : 0;
  return mbps > 0 && mbps < TOO_FAST && mbps !== NO_SPEED ? mbps : undefined;
}

function count(answer: Answer<string>): number | undefined {
  return answer.known && /^\d{1,10}$/.test(answer.value) ? Number(answer.value) : undefined;
}

export function mtuOf({ mtu }: Pick<Port, "mtu">): number | undefined {
  return count(mtu);
}

/** Names under which a check keeps what it saw of an interface. */
const keys = (name: string) => ({ changes: `${name}.changes`, used: `${name}.used` });
const UP = "up";

/**
 * A fault of it is a fault of the host: something is stacked on it, or a route leads through it. Or it did when it was last looked at in this
 * boot, and it has lost its link since; one that is off or has its link was taken out of use on purpose.
 */
export function isUsed(port: Port, { routed, before }: NicContext): boolean {
  const { name, uppers } = port;
  const isLost = isOn(port) !== false && hasLink(port) === false;
  return uppers.length > 0 || routed.has(name) || (isLost && before?.[keys(name).used] === true);
}

export function keepOf(port: Port, context: NicContext): Attributes {
  const changes = count(port.changes);
  return {
    ...(context.up === undefined ? {} : { [UP]: context.up }),
    ...(changes === undefined ? {} : { [keys(port.name).changes]: changes }),
    [keys(port.name).used]: isUsed(port, context),
  };
}

/**
 * Changes of the carrier that are no trouble: a boot makes two (measured, e1000e and virtio) and each reset of the NIC by its driver (a new
 * MTU, ring size, bond) two more, so 20 for a boot; one replugged cable between two looks makes two; switches are serviced, four a day at most.
 */
const BOOT_CHANGES = 20;
const LOOK_CHANGES = 3;
const DAY_CHANGES = 4;

export interface Flaps {
  readonly changes: number;
  /** In how many s. */
  readonly within: number;
}

/** The changes since the last look in this boot, else since boot, where they are more than usual. */
export function flapsOf({ name, changes }: Port, { up, before }: NicContext): Flaps | undefined {
  const now = count(changes);
  const [was, wasUp] = [before?.[keys(name).changes], before?.[UP]];
  if (now === undefined || up === undefined) return undefined;
  const isSince = typeof was === "number" && typeof wasUp === "number" && was <= now && wasUp <= up;
  const [made, within] = isSince ? [now - was, up - wasUp] : [now, up];
  const usual = (isSince ? LOOK_CHANGES : BOOT_CHANGES) + (DAY_CHANGES * within) / 86_400;
  return made > usual ? { changes: made, within } : undefined;
}

export function portAttributes(port: Port): Attributes {
  const { name, master, driver, uppers } = port;
  const [speed, mtu, changes] = [speedOf(port), mtuOf(port), count(port.changes)];
  return {
    "network.interface.name": name,
    ...(speed === undefined ? {} : { "krane.nic.speed_mbps": speed }),
    ...(mtu === undefined ? {} : { "krane.nic.mtu": mtu }),
    ...(changes === undefined ? {} : { "krane.nic.carrier_changes": changes }),
    ...(driver === undefined ? {} : { "krane.nic.driver": driver }),
    ...(master === undefined ? {} : { "krane.nic.master": master }),
    ...(uppers.length === 0 ? {} : { "krane.nic.uppers": uppers }),
  };
}

/** Half duplex, which no NIC of the last 20 years has by choice: negotiation with the switch failed. */
export function isHalf({ duplex }: Port): boolean {
  return duplex.known && duplex.value === "half";
}

/** Last part of a link's target: "../../../../bus/pci/drivers/igb" is igb. */
export function lastName(target: Answer<string>): string | undefined {
  return target.known ? target.value.slice(target.value.lastIndexOf("/") + 1) : undefined;
}

export const NOT_READ: Answer<never> = notKnown("not read");
