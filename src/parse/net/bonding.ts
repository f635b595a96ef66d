/** One link of a bond. */
export interface BondLink {
  readonly name: string;
  readonly isUp: boolean;
  /** Mbit/s; absent while it is not known. */
  readonly speed?: number;
  /** Of 802.3ad: links with different ones do not carry together. */
  readonly aggregator?: string;
}

/** A bond as the kernel prints it. */
export interface Bond {
  readonly mode: string;
  /** The bond looks whether its links are alive; one that does not never turns away from a dead one. */
  readonly watched: boolean;
  readonly active?: string;
  readonly links: readonly BondLink[];
}

/** A bond has far fewer links; whatever is longer is not what the kernel prints. */
const LINES = 4096;

interface Section {
  readonly name: string;
  readonly values: Map<string, string>;
}

/** "Key: value" lines of the head and of each link; the keys of the details below a link are indented. */
function sectionsOf(text: string): readonly [Section, ...Section[]] {
  const sections: [Section, ...Section[]] = [{ name: "", values: new Map() }];
  let last = sections[0];
  for (const line of text.split("\n", LINES)) {
    const at = line.indexOf(": ");
    if (at < 0) continue;
    const [key, value] = [line.slice(0, at).trim(), line.slice(at + 2).trim()];
    if (key === "Slave Interface") {
      last = { name: value, values: new Map() };
      sections.push(last);
    } else if (!last.values.has(key)) {
      last.values.set(key, value);
    }
  }
  return sections;
}

function speedOf(text: string | undefined): number | undefined {
  const digits = /^(?<mbps>\d{1,7}) Mbps$/.exec(text ?? "")?.groups?.mbps;
  return digits === undefined ? undefined : Number(digits);
}

function linkOf({ name, values }: Section): BondLink {
  const speed = speedOf(values.get("Speed"));
  const aggregator = values.get("Aggregator ID");
  return {
    name,
    isUp: values.get("MII Status") === "up",
    ...(speed === undefined ? {} : { speed }),
    ...(aggregator === undefined ? {} : { aggregator }),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "0";
}

/** /proc/net/bonding/NAME (drivers/net/bonding/bond_procfs.c); undefined where the text is no bond's. */
export function parseBonding(text: string): Bond | undefined {
  const [head, ...links] = sectionsOf(text);
  const mode = head.values.get("Bonding Mode");
  if (mode === undefined) return undefined;
  const active = head.values.get("Currently Active Slave");
  const watched =
    isSet(head.values.get("MII Polling Interval (ms)")) || isSet(head.values.get("ARP Polling Interval (ms)"));
  return {
    mode,
    watched,
    ...(active === undefined || active === "None" ? {} : { active }),
    links: links.map(linkOf),
  };
}

/** The links that carry: those that are up and, with 802.3ad, in the aggregate that most of them are in. */
export function carrying({ links }: Bond): readonly BondLink[] {
  const groups = new Map<string, BondLink[]>();
  for (const link of links) {
    if (!link.isUp) continue;
    const key = link.aggregator ?? "";
    groups.set(key, [...(groups.get(key) ?? []), link]);
  }
  return [...groups.values()].reduce((most, group) => (group.length > most.length ? group : most), []);
}
