import { type Answer, known, notKnown } from "../../core/index.ts";
import { parseCpuList } from "./cpulist.ts";

/** Sockets times clusters of the largest machines are 128. */
export const MOST_NODES = 256;

/** A node of memory and CPUs, as /sys/devices/system/node/nodeN shows it. */
export interface NumaNode {
  readonly name: string;
  /** Its CPUs that are online; none of a node of memory alone (CXL, HBM). */
  readonly cpus: ReadonlySet<number>;
  readonly kib: number;
  /** As read: "10 21". For people only. */
  readonly distance: string;
}

/** Names of the nodes in their directory; undefined where there are none, or more than a machine can have. */
export function nodeNames(names: readonly string[]): readonly string[] | undefined {
  const found = names.filter((name) => /^node\d{1,4}$/.test(name));
  return found.length === 0 || found.length > MOST_NODES ? undefined : found;
}

export interface NodeTexts {
  readonly cpulist: Answer<string>;
  readonly meminfo: Answer<string>;
  readonly distance: Answer<string>;
}

/** "Node 0 MemTotal:         513892 kB" (drivers/base/node.c). */
const TOTAL = /^Node \d{1,4} MemTotal: {1,20}(\d{1,15}) kB$/m;

/** A node from its files; why not, where CPUs or memory cannot be told. */
export function numaNode(name: string, { cpulist, meminfo, distance }: NodeTexts): Answer<NumaNode> {
  if (!cpulist.known) return cpulist;
  if (!meminfo.known) return meminfo;
  const cpus = parseCpuList(cpulist.value);
  const kib = TOTAL.exec(meminfo.value)?.[1];
  if (cpus === undefined) return notKnown(`${name}/cpulist is no list of CPUs`);
  if (kib === undefined) return notKnown(`${name}/meminfo has no MemTotal`);
  const shown = distance.known ? distance.value.slice(0, 80) : "?";
  return known({ name, cpus, kib: Number(kib), distance: shown });
}
