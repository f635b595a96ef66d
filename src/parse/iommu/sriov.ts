import type { Answer, Attributes, Verdict } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, seen } from "../feature.ts";
import {
  type FunctionSeen,
  functionCount,
  kindOf,
  PCI_DEVICES,
  type SriovFunction,
  seenOf,
  subjectOf,
} from "./sriov-function.ts";

export type SriovReason =
  | "SriovOffered"
  | "SriovInUse"
  | "SriovNoWindow"
  | "SriovNoFunctions"
  | "SriovFunctionUnseen"
  | "SriovNone"
  | "SriovMissing"
  | "SriovUnseen";

type WantedKind = "nic" | "disk";

export interface SriovFacts {
  /** Every PCI function of the host. */
  readonly addresses: Answer<readonly string[]>;
  /** Those of them that have the capability. */
  readonly functions: readonly SriovFunction[];
  readonly wanted: readonly WantedKind[];
}

type FunctionState = Pick<Feature, "cause" | "setting"> & {
  readonly status: "ok" | "warning" | "unknown";
  readonly reason: SriovReason;
  readonly why?: string;
};

const WINDOW_SETTING = "SR-IOV Global Enable, MMIO above 4G";

function functionUnseen(answer: Answer<string>, why: string): FunctionState {
  return { status: "unknown", reason: "SriovFunctionUnseen", cause: lookCause(answer), why };
}

/**
 * No window is a fault whatever the site wants: the capability is there and cannot be used. No function in use is none: guests are given
 * them when they ask for them. The kernel shows a total of 0 only where the driver lowered it (drivers/pci/iov.c, sriov_init and
 * pci_sriov_set_totalvfs).
 */
function functionState(found: SriovFunction, total: number | undefined, facts: FunctionSeen): FunctionState {
  const { totalVfs, resource, numVfs } = found;
  if (total === undefined)
    return functionUnseen(totalVfs, totalVfs.known ? "sriov_totalvfs is no number" : totalVfs.why);
  if (facts.vfs !== undefined && facts.vfs > 0) return { status: "ok", reason: "SriovInUse" };
  if (total === 0) return { status: "ok", reason: "SriovNoFunctions", cause: "driver" };
  if (facts.firmware.fact === "no")
    return { status: "warning", reason: "SriovNoWindow", cause: "firmware", setting: WINDOW_SETTING };
  if (facts.firmware.fact === "unknown") return functionUnseen(resource, facts.firmware.raw);
  return facts.vfs === undefined
    ? functionUnseen(numVfs, facts.configured.raw)
    : { status: "ok", reason: "SriovOffered" };
}

interface Judged {
  readonly found: SriovFunction;
  readonly state: FunctionState;
  readonly verdict: Verdict<SriovReason>;
}

function judge(found: SriovFunction): Judged {
  const total = functionCount(found.totalVfs);
  const facts = seenOf(found);
  const { cause, setting, why, ...state } = functionState(found, total, facts);
  const attributes: Attributes = {
    "krane.pci.address": found.address,
    ...(total === undefined ? {} : { "krane.sriov.total_vfs": total }),
    ...(facts.vfs === undefined ? {} : { "krane.sriov.vfs": facts.vfs }),
    ...(found.driver === undefined ? {} : { "krane.sriov.driver": found.driver }),
    ...(why === undefined ? {} : { "krane.feature.why": why }),
  };
  const { firmware, configured, effective } = facts;
  const verdict = featureVerdict({
    ...state,
    subject: subjectOf(found),
    feature: { firmware, configured, effective, cause, setting },
    attributes,
    evidence: found.autoprobe.known ? [`sriov_drivers_autoprobe: ${found.autoprobe.value.slice(0, 20)}`] : [],
  });
  return { found, state, verdict };
}

/** A function that offers some, whose own verdict says why it does not, or that may be one of this kind. */
function speaksFor(kind: WantedKind, { found, state }: Judged): boolean {
  const own = kindOf(found) ?? kind;
  return own === kind && state.reason !== "SriovNoFunctions";
}

function hostFeature(count: number, kinds: readonly WantedKind[]): Feature {
  const raw = `${[`${count} functions`, ...kinds].join(", ")}: no virtual ones offered`;
  return { firmware: seen(false, PCI_DEVICES, raw), effective: seen(false, PCI_DEVICES, raw) };
}

const OWNERS: Readonly<Record<WantedKind, string>> = { nic: "NIC's", disk: "disk's" };

/** Firmware hides the capability twice: for all, and device by device (manual 8.2, 1.c.iv). */
function missing(count: number, kinds: readonly WantedKind[]): Verdict<SriovReason> {
  const setting = `SR-IOV (global) and the ${kinds.map((kind) => OWNERS[kind]).join(" and the ")} own virtualization mode`;
  return featureVerdict({
    status: "warning",
    reason: "SriovMissing",
    feature: { ...hostFeature(count, kinds), cause: "firmware", setting },
    attributes: { "krane.sriov.kinds": kinds },
  });
}

function unseen(addresses: Answer<unknown>, why: string): Verdict<SriovReason> {
  const feature = {
    firmware: seen(undefined, PCI_DEVICES, why),
    effective: seen(undefined, PCI_DEVICES, why),
    cause: lookCause(addresses),
  };
  return featureVerdict({
    status: "unknown",
    reason: "SriovUnseen",
    feature,
    attributes: { "krane.feature.why": why },
  });
}

/** What the facts say of SR-IOV, device by device, and of the host where one that is wanted is not there. */
export function sriovVerdicts({ addresses, functions, wanted }: SriovFacts): readonly Verdict<SriovReason>[] {
  if (!addresses.known) return [unseen(addresses, addresses.why)];
  const judged = functions.map(judge);
  const lacking = wanted.filter((kind) => !judged.some((one) => speaksFor(kind, one)));
  const own = judged.map(({ verdict }) => verdict);
  const count = addresses.value.length;
  if (lacking.length > 0) return [...own, missing(count, lacking)];
  return own.length > 0
    ? own
    : [featureVerdict({ status: "ok", reason: "SriovNone", feature: hostFeature(count, []) })];
}
