import type { Asked } from "./hugepages-asked.ts";
import type { Pool } from "./hugepages-pools.ts";

/** Pages that are asked for and not there. */
export interface Short {
  readonly kib: number;
  readonly node?: number;
  readonly got: number;
  readonly need: number;
  readonly by: "cmdline" | "sysctl" | "wanted";
}

/** Who wants how many pages of a size. */
export interface Needs {
  readonly asked: ReadonlyMap<number, Asked>;
  readonly wanted: ReadonlyMap<number, number>;
}

export function sizesOf({ asked, wanted }: Needs): readonly number[] {
  const sizes = [...asked, ...wanted].filter(([, need]) => (typeof need === "number" ? need : need.pages) > 0);
  return [...new Set(sizes.map(([kib]) => kib))].sort((one, other) => one - other);
}

function nodeShorts({ kib, nodes }: Pool, asked: Asked): Short[] {
  if (nodes.length === 0) return [];
  return [...asked.nodes].flatMap(([node, need]) => {
    const found = nodes.find((one) => one.node === node);
    const got = found === undefined ? 0 : (found.total ?? need);
    return got < need ? [{ kib, node, got, need, by: asked.by }] : [];
  });
}

/** What of one pool is short. Surplus pages go away by themselves and do not count. */
export function shortsOf(pool: Pool, { asked, wanted }: Needs): readonly Short[] {
  const { kib, total, surplus = 0 } = pool;
  if (total === undefined) return [];
  const got = total - surplus;
  const [ask, site] = [asked.get(kib), wanted.get(kib) ?? 0];
  const need = ask?.pages ?? 0;
  if (site > got && site > need) return [{ kib, got, need: site, by: "wanted" }];
  if (ask === undefined) return [];
  return need > got ? [{ kib, got, need, by: ask.by }] : nodeShorts(pool, ask);
}

/** "2048 kB: 40 of 64 (cmdline)". */
export function shortText({ kib, node, got, need, by }: Short): string {
  return `${node === undefined ? "" : `node${node} `}${kib} kB: ${got} of ${need} (${by})`;
}

/** As the kernel takes a size: "2M". */
export function sizeText(kib: number): string {
  if (kib % 1_048_576 === 0) return `${kib / 1_048_576}G`;
  return kib % 1024 === 0 ? `${kib / 1024}M` : `${kib}K`;
}
