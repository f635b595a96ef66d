import { type Answer, notKnown, type Subject, type Verdict } from "../../core/index.ts";
import { type Feature, type FeatureCause, featureVerdict, lookCause, type Seen, seen } from "../feature.ts";
import { type VlanSource, vlansAsked } from "./vlan-asked.ts";
import { hasVlanName, parseVlanConfig, type VlanDevice } from "./vlan-config.ts";

export const VLAN_CONFIG = "/proc/net/vlan/config";
/** The module of VLANs; where it is not loaded there is no VLAN and no VLAN_CONFIG. */
const MODULE = "8021q";

export interface VlanListing {
  readonly config: Answer<string>;
  /** /proc/modules and /proc/net/dev. */
  readonly modules: Answer<string>;
  readonly netDev: Answer<string>;
}

export interface VlanFacts extends VlanListing {
  readonly wanted: readonly number[];
  /** Files that bring VLANs up at boot. */
  readonly sources: readonly VlanSource[];
  /** operstate of each VLAN interface that is wanted. */
  readonly states: ReadonlyMap<string, Answer<string>>;
}

export type VlanReason = "VlanUp" | "VlanDown" | "VlanMissing" | "VlanNotWanted" | "VlanUnseen";

/** Not known of a list that does not look like the kernel's: a hypervisor has modules. */
function isLoaded({ modules }: VlanListing): boolean | undefined {
  if (!modules.known || !/^\w+ \d+ /.test(modules.value)) return undefined;
  return modules.value.split("\n").some((line) => line.startsWith(`${MODULE} `));
}

/** All VLAN interfaces. None are there without the module; a tree without the file may still have some, by their names. */
export function vlanDevices(listing: VlanListing): Answer<readonly VlanDevice[]> {
  const { config, netDev } = listing;
  if (config.known) {
    const devices = parseVlanConfig(config.value);
    return devices === undefined
      ? notKnown(`${VLAN_CONFIG} is not as the kernel writes it`)
      : { known: true, value: devices };
  }
  const isNone =
    isLoaded(listing) === false && netDev.known && netDev.value.startsWith("Inter-") && !hasVlanName(netDev.value);
  return isNone ? { known: true, value: [] } : config;
}

/** That no file asks for it is known only where there are files and each could be read. */
function configured({ sources }: VlanFacts, id: number): Seen {
  const found = vlansAsked(sources).find((one) => one.id === id);
  if (found !== undefined) return seen(true, found.path, `id ${id}`);
  const lost = sources.find(({ text }) => !text.known);
  if (lost !== undefined && !lost.text.known) return seen(undefined, lost.path, lost.text.why);
  if (sources.length === 0) return seen(undefined, "netplan, networkd", "neither has a file here");
  return seen(false, "netplan, networkd", `none of ${sources.length} files has id ${id}`);
}

/** What the kernel writes (net/core/net-sysfs.c, operstates). */
const STATES: readonly string[] = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"];

/** "unknown" is what an interface says whose driver sets no state (Documentation/networking/operstates.rst): it carries traffic. */
function isUp(state: string): boolean {
  return state === "up" || state === "unknown";
}

interface Judged {
  readonly id: number;
  readonly status: Verdict["status"];
  readonly reason: VlanReason;
  readonly effective: Seen;
  readonly device?: VlanDevice;
  readonly state?: string;
  readonly why?: string;
  readonly cause?: FeatureCause;
  readonly setting?: string;
}

function verdict(facts: VlanFacts, judged: Judged): Verdict<VlanReason> {
  const { id, status, reason, device, state, why, effective, cause, setting } = judged;
  const feature: Feature = { configured: configured(facts, id), effective, cause, setting };
  const subject: Subject = { type: "nic", name: device?.name ?? `vlan${id}`, id: String(id) };
  return featureVerdict({
    status,
    reason,
    feature,
    subject,
    attributes: {
      "krane.vlan.id": id,
      ...(device === undefined ? {} : { "network.interface.name": device.name, "krane.vlan.parent": device.parent }),
      ...(state === undefined ? {} : { "krane.interface.operstate": state }),
      ...(why === undefined ? {} : { "krane.feature.why": why }),
    },
    evidence: device === undefined ? [] : [device.line],
  });
}

function ofDevice(facts: VlanFacts, id: number, device: VlanDevice): Verdict<VlanReason> {
  const source = `/sys/class/net/${device.name}/operstate`;
  const read = facts.states.get(device.name) ?? notKnown(`${source} was not read`);
  const state = read.known && !STATES.includes(read.value) ? notKnown(`${source} holds no state`) : read;
  if (!state.known) {
    const effective = seen(undefined, source, state.why);
    const lost = { effective, why: state.why, cause: lookCause(state) };
    return verdict(facts, { id, status: "unknown", reason: "VlanUnseen", device, ...lost });
  }
  const found = { id, device, state: state.value, effective: seen(isUp(state.value), source, state.value) };
  if (isUp(state.value)) return verdict(facts, { ...found, status: "ok", reason: "VlanUp" });
  const setting = `${device.name} on ${device.parent}`;
  return verdict(facts, { ...found, status: "warning", reason: "VlanDown", cause: "driver", setting });
}

/** Without the module no VLAN can be; with it, nobody made this one. */
function missing(facts: VlanFacts, id: number): Verdict<VlanReason> {
  const isModule = isLoaded(facts) === false;
  const raw = isModule ? `module ${MODULE} is not loaded` : `no interface has id ${id}`;
  const effective = seen(false, isModule ? "/proc/modules" : VLAN_CONFIG, raw);
  const blame = isModule
    ? ({ cause: "module", setting: MODULE } as const)
    : ({ cause: "driver", setting: `netplan vlans id ${id}` } as const);
  return verdict(facts, { id, status: "warning", reason: "VlanMissing", effective, ...blame });
}

function ofId(facts: VlanFacts, id: number, devices: Answer<readonly VlanDevice[]>): Verdict<VlanReason> {
  if (!devices.known) {
    const effective = seen(undefined, VLAN_CONFIG, devices.why);
    const lost = { effective, why: devices.why, cause: lookCause(devices) };
    return verdict(facts, { id, status: "unknown", reason: "VlanUnseen", ...lost });
  }
  const same = devices.value.filter((device) => device.id === id);
  const best = same.find(({ name }) => isStateUp(facts.states.get(name))) ?? same[0];
  return best === undefined ? missing(facts, id) : ofDevice(facts, id, best);
}

function isStateUp(state: Answer<string> | undefined): boolean {
  return state?.known === true && isUp(state.value);
}

/** Nothing can be missing where nothing is wanted, seen or not. */
function notWanted(devices: Answer<readonly VlanDevice[]>): Verdict<VlanReason> {
  if (!devices.known) return { status: "ok", reason: "VlanNotWanted", evidence: [devices.why] };
  return {
    status: "ok",
    reason: "VlanNotWanted",
    attributes: { "krane.vlan.interfaces": devices.value.map(({ name, id }) => `${name}: ${id}`) },
    evidence: devices.value.map(({ line }) => line),
  };
}

/** One verdict for each VLAN that is wanted, found by its id and never by its name. */
export function vlanVerdicts(facts: VlanFacts): readonly Verdict<VlanReason>[] {
  const devices = vlanDevices(facts);
  const wanted = [...new Set(facts.wanted)];
  return wanted.length === 0 ? [notWanted(devices)] : wanted.map((id) => ofId(facts, id, devices));
}
