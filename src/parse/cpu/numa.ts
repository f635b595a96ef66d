import type { Answer, Attributes, Verdict } from "../../core/index.ts";
import { type BootParam, parseCmdline } from "../boot/cmdline.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen, seenIn } from "../feature.ts";
import type { NumaNode } from "./numa-node.ts";

export const NODES = "/sys/devices/system/node";
export const TABLES = "/sys/firmware/acpi/tables";
const CMDLINE = "/proc/cmdline";

export interface NumaFacts {
  readonly nodes: Answer<readonly NumaNode[]>;
  /** Packages of the CPUs that are online. */
  readonly sockets: Answer<number>;
  /** Names of the firmware's tables; SRAT is the one that tells of nodes. */
  readonly tables: Answer<readonly string[]>;
  readonly cmdline: Answer<string>;
  /** Asked only where the tables are not to be seen. */
  readonly bootLog: Answer<string>;
  /** One node per socket. */
  readonly wanted: boolean | undefined;
}

export type NumaReason =
  | "NumaPerSocket"
  | "NumaInterleaved"
  | "NumaOff"
  | "NumaMerged"
  | "NumaSubclustered"
  | "NumaFake"
  | "NumaMemoryless"
  | "NumaUnseen";

const INTERLEAVING = "NUMA: Enabled, Node Interleaving: Disabled";
const CLUSTERING = "Sub-NUMA Clustering (SNC) / NPS: Disabled / NPS1";

/** Whether firmware has the table; an empty directory is one that was not kept, as every firmware has tables. */
export function hasSrat(tables: Answer<readonly string[]>): boolean | undefined {
  return tables.known && tables.value.length > 0 ? tables.value.includes("SRAT") : undefined;
}

/** Each `numa=` counts, whatever follows (arch/x86/mm/numa.c, numa_setup); 5.10 to 6.12 compare the beginning of the value alone. */
function numaParam(params: readonly BootParam[], beginnings: readonly string[]): string | undefined {
  const value = params.find(
    (one) => one.name === "numa" && beginnings.some((text) => one.value?.startsWith(text) === true),
  )?.value;
  return value === undefined ? undefined : `numa=${value}`;
}

interface Counted {
  /** Nodes that have both CPUs and memory. */
  readonly nodes: number;
  readonly sockets: number;
  /** Names of nodes with CPUs but no memory. */
  readonly memoryless: readonly string[];
}

function counted(nodes: readonly NumaNode[], sockets: number): Counted {
  const withCpus = nodes.filter(({ cpus }) => cpus.size > 0);
  const full = withCpus.filter(({ kib }) => kib > 0);
  const memoryless = withCpus.filter(({ kib }) => kib === 0).map(({ name }) => name);
  return { nodes: full.length, sockets, memoryless };
}

/** What the facts come to; `interleaved` and `subclustered` are absent where they are not known. */
interface State extends Pick<Feature, "cause" | "setting"> {
  readonly reason: NumaReason;
  readonly interleaved?: boolean;
  readonly subclustered?: boolean;
  readonly param?: string;
}

const INTERLEAVED: State = {
  reason: "NumaInterleaved",
  cause: "firmware",
  setting: INTERLEAVING,
  interleaved: true,
  subclustered: false,
};

function offBy(param: string): State {
  return { reason: "NumaOff", cause: "cmdline", setting: `without ${param}`, interleaved: false, param };
}

/** Without the tables the boot's own words tell: "NUMA turned off" or "No NUMA configuration found" (dummy_numa_init). */
function mergedByLog({ tables, bootLog }: NumaFacts): State {
  const lines = bootLog.known ? bootLog.value.split("\n") : [];
  if (lines.includes("NUMA turned off")) return offBy("numa=off");
  if (lines.includes("No NUMA configuration found")) return INTERLEAVED;
  return { reason: "NumaMerged", cause: lookCause(tables) };
}

/** Several sockets in one node. Firmware comes first: without its table the kernel's parameter changes nothing. */
function merged(facts: NumaFacts, params: readonly BootParam[]): State {
  const srat = hasSrat(facts.tables);
  if (srat === false) return INTERLEAVED;
  const param = numaParam(params, ["off", "noacpi"]);
  if (param !== undefined) return offBy(param);
  // A table that tells of one node alone (AMD's NPS0), or one that the kernel refused.
  return srat === true ? { reason: "NumaMerged", cause: "firmware", setting: INTERLEAVING } : mergedByLog(facts);
}

/** DIMMs that are missing or dead; no word of a cause fits that. */
function withoutMemory({ nodes, sockets, memoryless }: Counted): State {
  const all = nodes + memoryless.length;
  return {
    reason: "NumaMemoryless",
    ...(all < sockets ? {} : { interleaved: false }),
    subclustered: all > sockets,
  };
}

function stateOf(facts: NumaFacts, found: Counted, params: readonly BootParam[]): State {
  const fake = numaParam(params, ["fake="]);
  if (fake !== undefined) return { reason: "NumaFake", cause: "cmdline", setting: `without ${fake}`, param: fake };
  if (found.memoryless.length > 0) return withoutMemory(found);
  if (found.nodes === found.sockets) return { reason: "NumaPerSocket", interleaved: false, subclustered: false };
  if (found.nodes < found.sockets) return merged(facts, params);
  return {
    reason: "NumaSubclustered",
    cause: "firmware",
    setting: CLUSTERING,
    interleaved: false,
    subclustered: true,
  };
}

function firmwareSeen({ tables }: NumaFacts): Seen {
  const srat = hasSrat(tables);
  if (srat === undefined) return seen(undefined, TABLES, tables.known ? "no table to be seen" : tables.why);
  return seen(srat, `${TABLES}/SRAT`, srat ? "there" : "missing");
}

function configuredSeen({ cmdline }: NumaFacts, params: readonly BootParam[]): Seen {
  const param = numaParam(params, ["off", "noacpi", "fake="]);
  return seenIn(cmdline, CMDLINE, () => [param === undefined, param ?? "neither numa=off nor numa=fake"]);
}

function unseen(facts: NumaFacts, effective: Seen): Verdict<NumaReason> {
  const { nodes, sockets } = facts;
  const cause = lookCause(nodes.known ? sockets : nodes);
  const configured = configuredSeen(facts, paramsOf(facts));
  return featureVerdict({
    status: "unknown",
    reason: "NumaUnseen",
    feature: { firmware: firmwareSeen(facts), configured, effective, cause },
    attributes: { "krane.feature.why": effective.raw },
  });
}

function paramsOf({ cmdline }: NumaFacts): readonly BootParam[] {
  return cmdline.known ? parseCmdline(cmdline.value) : [];
}

function attributesOf(state: State, { nodes, sockets, memoryless }: Counted): Attributes {
  const { interleaved, subclustered, param } = state;
  return {
    "krane.numa.nodes": nodes,
    "krane.numa.sockets": sockets,
    ...(interleaved === undefined ? {} : { "krane.numa.interleaved": interleaved }),
    ...(subclustered === undefined ? {} : { "krane.numa.subclustered": subclustered }),
    ...(memoryless.length === 0 ? {} : { "krane.numa.memoryless": memoryless }),
    ...(param === undefined ? {} : { "krane.boot.param": param }),
  };
}

function evidenceOf(nodes: readonly NumaNode[]): readonly string[] {
  return nodes.map(({ name, cpus, kib, distance }) => `${name}: ${cpus.size} CPUs, ${kib} KiB, distance ${distance}`);
}

/** What the facts say of NUMA: right is one node per socket, each with CPUs and memory (manual 8.2, 2.a). */
export function numaVerdict(facts: NumaFacts): Verdict<NumaReason> {
  const { nodes, sockets, wanted } = facts;
  if (!nodes.known) return unseen(facts, seen(undefined, NODES, nodes.why));
  if (!sockets.known) return unseen(facts, seen(undefined, "physical_package_id", sockets.why));
  const found = counted(nodes.value, sockets.value);
  if (found.nodes === 0) return unseen(facts, seen(undefined, NODES, "no node with CPUs and memory"));
  const params = paramsOf(facts);
  const { cause, setting, ...state } = stateOf(facts, found, params);
  const isRight = state.reason === "NumaPerSocket";
  const effective = seen(isRight, NODES, `${found.nodes} with CPUs and memory, ${found.sockets} sockets`);
  return featureVerdict({
    status: wanted === true && !isRight ? "warning" : "ok",
    reason: state.reason,
    feature: { firmware: firmwareSeen(facts), configured: configuredSeen(facts, params), effective, cause, setting },
    attributes: attributesOf(state, found),
    evidence: evidenceOf(nodes.value),
  });
}
