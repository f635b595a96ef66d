import { type Answer, type Attributes, notKnown } from "../../core/index.ts";
import { seenIn } from "../feature.ts";
import { type Bond, carrying, parseBonding } from "./bonding.ts";
import { isOn, isUsed, type NicContext, type Port } from "./nic.ts";
import { type NicVerdict, type State, stateVerdict, unseen, wrongMtu } from "./nic-verdict.ts";

/** A bond: its interface, and what /proc/net/bonding says of it. */
export interface BondPort {
  readonly port: Port;
  readonly text: Answer<string>;
}

function bondState({ port, text }: BondPort, bond: Bond | undefined, context: NicContext): State {
  if (bond === undefined) return unseen(text.known ? notKnown(`/proc/net/bonding/${port.name} is no bond`) : text);
  const isMade = bond.links.length > 0;
  if (!isMade && (isOn(port) === false || !isUsed(port, context))) return { reason: "NicUnused", effective: false };
  if (isOn(port) === false) return { reason: "NicTurnedOff", effective: false };
  const carriers = carrying(bond).length;
  if (carriers === 0) return { reason: "BondDown", effective: false };
  if (carriers < bond.links.length) return { reason: "BondDegraded", effective: true };
  if (!bond.watched) return { reason: "BondUnwatched", effective: true, setting: "miimon=100" };
  const speeds = new Set(bond.links.flatMap(({ speed }) => speed ?? []));
  if (speeds.size > 1) return { reason: "BondSpeeds", effective: true };
  return wrongMtu(port, context.wanted.mtu) ?? { reason: "BondUp", effective: true };
}

function bondAttributes(bond: Bond): Attributes {
  const carriers = carrying(bond);
  const idle = bond.links.filter((link) => !carriers.includes(link));
  return {
    "krane.nic.bond.mode": bond.mode,
    "krane.nic.bond.links": bond.links.length,
    "krane.nic.bond.links_up": carriers.length,
    ...(idle.length === 0 ? {} : { "krane.nic.bond.links_down": idle.map(({ name }) => name) }),
    ...(bond.active === undefined ? {} : { "krane.nic.bond.active": bond.active }),
    ...(bond.links.length === 0
      ? {}
      : { "krane.nic.bond.speeds": bond.links.map(({ name, speed }) => `${name} ${speed ?? "?"}`) }),
  };
}

/** A bond: as a NIC, and as good as its links together. */
export function bondVerdict({ port, text }: BondPort, context: NicContext): NicVerdict {
  const bond = text.known ? parseBonding(text.value) : undefined;
  const state = bondState({ port, text }, bond, context);
  const raw = bond === undefined ? "no bond" : `${carrying(bond).length} of ${bond.links.length} links carry`;
  return stateVerdict({
    port,
    state,
    effective: seenIn(text, `/proc/net/bonding/${port.name}`, () => [state.effective, raw]),
    attributes: bond === undefined ? {} : bondAttributes(bond),
    evidence:
      bond?.links.map((link) => `${link.name}: ${link.isUp ? "up" : "down"}, ${link.speed ?? "?"} Mbit/s`) ?? [],
  });
}
