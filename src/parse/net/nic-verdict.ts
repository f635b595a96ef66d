import type { Answer, Attributes, Status, Verdict } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen, seenIn } from "../feature.ts";
import {
  type Flaps,
  flapsOf,
  hasLink,
  isHalf,
  isOn,
  isUsed,
  keepOf,
  mtuOf,
  type NicContext,
  type Port,
  portAttributes,
  speedOf,
  whyUnseen,
} from "./nic.ts";

export type NicReason =
  | "NicUp"
  | "NicUnused"
  | "NicDown"
  | "NicDownInBond"
  | "NicTurnedOff"
  | "NicFlapping"
  | "NicHalfDuplex"
  | "NicSlow"
  | "NicMtu"
  | "NicUnseen"
  | "BondUp"
  | "BondDegraded"
  | "BondDown"
  | "BondUnwatched"
  | "BondSpeeds";

/** What is not in here is a warning: the host is reached, with less than it should have. */
const STATUS: Partial<Record<NicReason, Status>> = {
  NicUp: "ok",
  NicUnused: "ok",
  NicDown: "critical",
  NicUnseen: "unknown",
  BondUp: "ok",
  BondDown: "critical",
};

/** What is found of a port. */
export interface State {
  readonly reason: NicReason;
  readonly effective: boolean | undefined;
  readonly attributes?: Attributes;
  readonly cause?: Feature["cause"];
  /** What should be set where the host itself has it wrong. */
  readonly setting?: string;
}

/** A link that is on and has a partner: is it as good as it should be? */
function quality(port: Port, context: NicContext): State {
  const flaps = flapsOf(port, context);
  if (flaps !== undefined) return { reason: "NicFlapping", effective: true, attributes: flapAttributes(flaps) };
  if (isHalf(port)) return { reason: "NicHalfDuplex", effective: true };
  const [speed, wanted] = [speedOf(port), context.wanted.nicSpeedMbps];
  if (speed !== undefined && wanted !== undefined && speed < wanted) {
    return { reason: "NicSlow", effective: true, attributes: { "krane.nic.wanted_speed_mbps": wanted } };
  }
  return wrongMtu(port, wantedMtu(port, context)) ?? { reason: "NicUp", effective: true };
}

function flapAttributes({ changes, within }: Flaps): Attributes {
  return { "krane.nic.new_carrier_changes": changes, "krane.nic.within_minutes": Math.ceil(within / 60) };
}

function inBond({ master }: Port, { bonds }: NicContext): boolean {
  return master !== undefined && bonds.has(master);
}

/**
 * A bond's MTU is its links'; the kernel lets it be changed for one of them alone (drivers/net/bonding/bond_main.c, NETDEV_CHANGEMTU), which
 * then loses the large frames without any counter.
 */
function wantedMtu(port: Port, context: NicContext): number | undefined {
  return inBond(port, context) ? context.bonds.get(port.master ?? "") : context.wanted.mtu;
}

export function wrongMtu(port: Port, wanted: number | undefined): State | undefined {
  const mtu = mtuOf(port);
  if (mtu === undefined || wanted === undefined || mtu === wanted) return undefined;
  return {
    reason: "NicMtu",
    effective: true,
    attributes: { "krane.nic.wanted_mtu": wanted },
    setting: `mtu ${wanted}`,
  };
}

export function unseen(answer: Answer<unknown>): State {
  const why = answer.known ? "nothing is known of it" : answer.why;
  return {
    reason: "NicUnseen",
    effective: undefined,
    attributes: { "krane.feature.why": why },
    cause: lookCause(answer),
  };
}

function portState(port: Port, context: NicContext): State {
  const [on, link] = [isOn(port), hasLink(port)];
  if (!isUsed(port, context)) return { reason: "NicUnused", effective: link };
  if (on === false) return { reason: "NicTurnedOff", effective: false };
  if (link === undefined) return unseen(whyUnseen(port));
  if (link) return quality(port, context);
  return { reason: inBond(port, context) ? "NicDownInBond" : "NicDown", effective: false };
}

interface Said {
  readonly port: Port;
  readonly state: State;
  readonly effective: Seen;
  readonly attributes?: Attributes;
  readonly evidence?: readonly string[];
  readonly keep?: Attributes;
}

export function stateVerdict({ port, state, effective, attributes, ...more }: Said): NicVerdict {
  const { reason, cause, setting } = state;
  const path = `/sys/class/net/${port.name}/flags`;
  return featureVerdict({
    ...more,
    status: STATUS[reason] ?? "warning",
    reason,
    subject: { type: "nic", name: port.name },
    feature: { configured: seenIn(port.flags, path, (raw) => [isOn(port), raw]), effective, cause, setting },
    attributes: { ...portAttributes(port), ...state.attributes, ...attributes },
  });
}

export type NicVerdict = Verdict<NicReason>;

/** A physical NIC: configured is that it is on, effective that it has a link. */
export function nicVerdict(port: Port, context: NicContext): NicVerdict {
  const state = portState(port, context);
  const path = `/sys/class/net/${port.name}/carrier`;
  const effective = seenIn(port.carrier, path, (raw) => [state.effective, raw]);
  return stateVerdict({ port, state, effective, keep: keepOf(port, context) });
}

/** Where there is no NIC to judge: not a hypervisor's network, or not to be seen. */
export function noNicVerdict(names: Answer<readonly string[]>): Verdict<"NoNic" | "NicsUnseen"> {
  const isSeen = names.known && names.value.length > 0;
  const raw = isSeen ? "none with a device" : names.known ? "does not exist or is empty" : names.why;
  return featureVerdict({
    status: isSeen ? "skipped" : "unknown",
    reason: isSeen ? "NoNic" : "NicsUnseen",
    feature: {
      effective: seen(isSeen ? false : undefined, "/sys/class/net", raw),
      cause: isSeen ? undefined : lookCause(names),
    },
    attributes: { "krane.feature.why": raw },
  });
}
