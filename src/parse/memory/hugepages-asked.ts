import type { BootParam } from "../boot/cmdline.ts";

/** Pages of one size that somebody asks for. */
export interface Asked {
  readonly pages: number;
  /** Pages by node, where they are asked for so: "hugepages=0:512,1:512". */
  readonly nodes: ReadonlyMap<number, number>;
  readonly by: "cmdline" | "sysctl";
}

/** What the boot parameters ask for. */
export interface AskedAtBoot {
  /** By the size in KiB. */
  readonly sizes: ReadonlyMap<number, Asked>;
  /** Size of a page where none is named; undefined where the line leaves it to the kernel. */
  readonly defaultKib: number | undefined;
  /** Parameters that the kernel ignores, as its log alone says. */
  readonly ignored: readonly string[];
}

type Count = Pick<Asked, "pages" | "nodes">;

/** State of mm/hugetlb.c (6.1) while it takes the parameters in their order. */
interface Reading {
  readonly sizes: Map<number, Count>;
  readonly ignored: string[];
  /** hugepages= before any size: for the default size, whichever that will be. */
  implicit: Count | undefined;
  defaultKib: number | undefined;
  /** Size that the next hugepages= is for. */
  current: number | undefined;
  /** Whether a size that makes no sense came last, so that the next hugepages= is dropped. */
  isLost: boolean;
  /** Whether hugepages= was taken since the last size. */
  isTaken: boolean;
}

const SHIFT: Readonly<Record<string, number>> = { "": 0, k: 10, m: 20, g: 30, t: 40 };

/** KiB of "2M", "1G", "2048K" or bytes, as memparse takes them (lib/cmdline.c); undefined where it is no size of a page. */
function sizeKib(text: string): number | undefined {
  const [, digits, suffix = ""] = /^(\d{1,12})([kmgt]?)/i.exec(text) ?? [];
  const kib = (Number(digits) * 2 ** (SHIFT[suffix.toLowerCase()] ?? 0)) / 1024;
  return Number.isInteger(kib) && kib >= 8 && kib <= 2 ** 30 && Number.isInteger(Math.log2(kib)) ? kib : undefined;
}

/** "64", or "0:32,1:32"; behind the digits anything may stand. */
function countOf(text: string): Count | undefined {
  const total = /^(\d{1,12})(?!\d|:)/.exec(text)?.[1];
  if (total !== undefined) return { pages: Number(total), nodes: new Map() };
  const parts = text.split(",").map((part) => /^(\d{1,4}):(\d{1,12})$/.exec(part));
  const nodes = new Map<number, number>();
  for (const part of parts) {
    if (part === null) return undefined;
    nodes.set(Number(part[1]), Number(part[2]));
  }
  return { pages: [...nodes.values()].reduce((sum, pages) => sum + pages, 0), nodes };
}

const NONE: Count = { pages: 0, nodes: new Map() };

/** hugepagesz= twice for one size is an error, but for the default size that has no pages yet. */
function takeSize(reading: Reading, text: string): boolean {
  const kib = sizeKib(text);
  reading.isLost = true;
  if (kib === undefined) return false;
  const before = reading.sizes.get(kib);
  if (before !== undefined && (kib !== reading.defaultKib || before.pages > 0)) return false;
  reading.sizes.set(kib, before ?? NONE);
  Object.assign(reading, { current: kib, isLost: false, isTaken: false });
  return true;
}

function takeDefault(reading: Reading, text: string): boolean {
  const kib = sizeKib(text);
  reading.isLost = true;
  if (kib === undefined || reading.defaultKib !== undefined) return false;
  const isNew = !reading.sizes.has(kib);
  reading.sizes.set(kib, reading.implicit ?? reading.sizes.get(kib) ?? NONE);
  Object.assign(reading, { defaultKib: kib, implicit: undefined, isLost: false });
  if (isNew) Object.assign(reading, { current: kib, isTaken: false });
  return true;
}

function takeCount(reading: Reading, text: string): boolean {
  if (reading.isLost) {
    reading.isLost = false;
    return false;
  }
  const count = reading.isTaken ? undefined : countOf(text);
  if (count === undefined) return false;
  reading.isTaken = true;
  if (reading.current === undefined) reading.implicit = count;
  else reading.sizes.set(reading.current, count);
  return true;
}

const TAKERS: Readonly<Record<string, (reading: Reading, text: string) => boolean>> = {
  hugepagesz: takeSize,
  default_hugepagesz: takeDefault,
  hugepages: takeCount,
};

/** What the kernel makes of hugepages=, hugepagesz= and default_hugepagesz=, `usualKib` being its own default size (2048 on x86). */
export function askedAtBoot(params: readonly BootParam[], usualKib: number): AskedAtBoot {
  const reading: Reading = {
    sizes: new Map(),
    ignored: [],
    implicit: undefined,
    defaultKib: undefined,
    current: undefined,
    isLost: false,
    isTaken: false,
  };
  for (const { name, value = "" } of params) {
    const take = Object.hasOwn(TAKERS, name) ? TAKERS[name] : undefined;
    if (take?.(reading, value) === false) reading.ignored.push(`${name}=${value}`);
  }
  const { sizes, implicit, defaultKib, ignored } = reading;
  if (implicit !== undefined) sizes.set(defaultKib ?? usualKib, implicit);
  const asked = [...sizes].filter(([, { pages }]) => pages > 0);
  return { sizes: new Map(asked.map(([kib, count]) => [kib, { ...count, by: "cmdline" }])), defaultKib, ignored };
}

/** vm.nr_hugepages as sysctl(8) takes it, the last one of all texts. */
export function askedBySysctl(texts: readonly string[]): number | undefined {
  const values = texts
    .flatMap((text) => text.split("\n"))
    .flatMap((line) => /^\s*-?vm[./]nr_hugepages\s*=\s*(\d{1,12})\s*$/.exec(line)?.[1] ?? []);
  return values.length === 0 ? undefined : Number(values.at(-1));
}
