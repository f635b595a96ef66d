import { type Attributes, defined } from "../../core/index.ts";
import type { Asked } from "./hugepages-asked.ts";
import { meminfoKib } from "./meminfo.ts";

export const POOLS = "/sys/kernel/mm/hugepages";

/** Pages of a pool, of the host or of one node; a number that could not be read is absent. */
interface PoolCount {
  readonly total?: number;
  readonly free?: number;
}

/** Pages of one size. */
export interface Pool extends PoolCount {
  readonly kib: number;
  /** Taken beyond what was asked for, while the pool was overcommitted; `total` counts them. */
  readonly surplus?: number;
  /** None where the host has one node. */
  readonly nodes: readonly (PoolCount & { readonly node: number })[];
}

/** A count as /sys holds it; undefined where it is none. */
export function pageCount(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** The KiB of "hugepages-2048kB"; undefined of any other name. */
export function poolKib(name: string): number | undefined {
  const digits = /^hugepages-(\d{1,10})kB$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The pool of the default size, which is the only one that /proc/meminfo has. */
export function usualPool(meminfo: string): Pool | undefined {
  const field = (name: string): number | undefined => meminfoKib(meminfo, name);
  const [kib, total] = [field("Hugepagesize"), field("HugePages_Total")];
  if (kib === undefined || total === undefined) return undefined;
  return { kib, total, nodes: [], ...defined({ free: field("HugePages_Free"), surplus: field("HugePages_Surp") }) };
}

/** "2048 kB: 64 of 64, 60 free". */
export function poolText({ kib, total, free }: Pool, asked: Asked | undefined): string {
  const of = asked === undefined ? "" : ` of ${asked.pages}`;
  return `${kib} kB: ${total ?? "?"}${of}, ${free ?? "?"} free`;
}

/** Nodes with unlike numbers: guests that are bound to the smaller one find no room first. */
function unevenText({ kib, nodes }: Pool): string[] {
  const isUneven = new Set(nodes.map(({ total }) => total)).size > 1;
  return isUneven ? [`${kib} kB: ${nodes.map(({ node, total }) => `node${node} ${total ?? "?"}`).join(", ")}`] : [];
}

export function poolAttributes(pools: readonly Pool[], asked: ReadonlyMap<number, Asked>): Attributes {
  const counts = pools.flatMap(({ kib, total, free }) =>
    Object.entries(defined({ total, free, asked: asked.get(kib)?.pages ?? 0 })).map(
      ([name, count]) => [`krane.hugepages.${kib}.${name}`, count] as const,
    ),
  );
  const shown = pools.filter(({ kib, total }) => total !== 0 || asked.has(kib));
  const uneven = pools.flatMap(unevenText);
  return {
    ...Object.fromEntries(counts),
    "krane.hugepages.pools": shown.map((pool) => poolText(pool, asked.get(pool.kib))),
    ...(uneven.length === 0 ? {} : { "krane.hugepages.uneven": uneven }),
  };
}
