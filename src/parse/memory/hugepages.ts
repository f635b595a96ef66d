import type { Answer, Attributes, Verdict } from "../../core/index.ts";
import { type BootParam, parseCmdline } from "../boot/cmdline.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen } from "../feature.ts";
import { type AskedAtBoot, askedAtBoot, askedBySysctl } from "./hugepages-asked.ts";
import { POOLS, type Pool, poolAttributes, poolText, usualPool } from "./hugepages-pools.ts";
import { type Needs, type Short, shortsOf, shortText, sizesOf, sizeText } from "./hugepages-short.ts";
import { meminfoKib } from "./meminfo.ts";

const CMDLINE = "/proc/cmdline";

export interface HugepageFacts {
  /** Pages by size in KiB, as the profile has them. */
  readonly wanted: Readonly<Record<string, number>>;
  readonly cmdline: Answer<string>;
  /** Texts of sysctl's files, in the order that they count. */
  readonly sysctl: readonly string[];
  readonly meminfo: Answer<string>;
  readonly pools: Answer<readonly Pool[]>;
}

export type HugepageReason = "HugepagesThere" | "HugepagesNone" | "HugepagesShort" | "HugepagesUnseen";

interface Judged {
  readonly boot: AskedAtBoot;
  readonly needs: Needs;
  readonly pools: readonly Pool[];
  readonly shorts: readonly Short[];
  /** Sizes whose pool could not be read, or that are needed and were not seen. */
  readonly lost: readonly number[];
  readonly told: Seen;
}

const NAMES: readonly string[] = ["hugepages", "hugepagesz", "default_hugepagesz"];

interface Told {
  readonly params: readonly BootParam[];
  readonly sysctl: number | undefined;
  readonly needs: Needs;
}

function toldBy({ cmdline }: HugepageFacts, { params, sysctl, needs }: Told): Seen {
  const isAsked = [...needs.asked.values()].some(({ pages }) => pages > 0);
  if (!cmdline.known) return seen(isAsked ? true : undefined, CMDLINE, cmdline.why);
  const line = params.filter(({ name }) => NAMES.includes(name)).map(({ name, value = "" }) => `${name}=${value}`);
  const raw = [...line, ...(sysctl === undefined ? [] : [`vm.nr_hugepages=${sysctl}`])];
  return seen(isAsked, `${CMDLINE}, sysctl`, raw.length === 0 ? "nothing asked" : raw.join(" "));
}

function kibOf(answer: Answer<string>, name: string): number | undefined {
  return answer.known ? meminfoKib(answer.value, name) : undefined;
}

/** What sysctl sets while the host boots is for the default size, and undoes what the line asked of it. */
function needsOf({ wanted }: HugepageFacts, boot: AskedAtBoot, ofSysctl: readonly [number, number] | undefined): Needs {
  const asked = new Map(boot.sizes);
  if (ofSysctl !== undefined) asked.set(ofSysctl[0], { pages: ofSysctl[1], nodes: new Map(), by: "sysctl" });
  return { asked, wanted: new Map(Object.entries(wanted).map(([kib, pages]) => [Number(kib), pages])) };
}

/** `others` is the total of a size that has no pool: none where all pools were seen, not known where they were not. */
function judge(facts: HugepageFacts, pools: readonly Pool[], others: Pick<Pool, "total">): Judged {
  const params = facts.cmdline.known ? parseCmdline(facts.cmdline.value) : [];
  const usual = kibOf(facts.meminfo, "Hugepagesize") ?? 2048;
  const boot = askedAtBoot(params, usual);
  const sysctl = askedBySysctl(facts.sysctl);
  const needs = needsOf(facts, boot, sysctl === undefined ? undefined : [boot.defaultKib ?? usual, sysctl]);
  const needed = sizesOf(needs).map((kib) => pools.find((one) => one.kib === kib) ?? { kib, nodes: [], ...others });
  return {
    boot,
    needs,
    pools,
    shorts: needed.flatMap((pool) => shortsOf(pool, needs)),
    lost: [...pools, ...needed].filter(({ total }) => total === undefined).map(({ kib }) => kib),
    told: toldBy(facts, { params, sysctl, needs }),
  };
}

/** More than the machine has was the wrong thing to ask for, and so is a size that it has no pages of; else the kernel did not find it. */
function blame({ meminfo }: HugepageFacts, { shorts, pools }: Judged): Pick<Feature, "cause" | "setting"> {
  const wanted = shorts.filter(({ by }) => by === "wanted");
  if (wanted.length > 0) {
    const params = wanted.map(({ kib, need }) => `hugepagesz=${sizeText(kib)} hugepages=${need}`);
    return { cause: "cmdline", setting: params.join(" ") };
  }
  const memory = kibOf(meminfo, "MemTotal") ?? Number.POSITIVE_INFINITY;
  const needed = shorts.reduce((sum, { kib, need }) => sum + kib * need, 0);
  const isAbsent = shorts.some(({ kib }) => !pools.some((pool) => pool.kib === kib));
  if (isAbsent || needed > memory) return { cause: "cmdline" };
  return {
    cause: "driver",
    setting: shorts.map(({ kib, need }) => `hugepages-${kib}kB/nr_hugepages=${need}`).join(" "),
  };
}

function shortVerdict(facts: HugepageFacts, judged: Judged, effective: Seen): Verdict<HugepageReason> {
  const { needs, pools, shorts, boot } = judged;
  return featureVerdict({
    status: "warning",
    reason: "HugepagesShort",
    feature: { configured: judged.told, effective, ...blame(facts, judged) },
    attributes: { ...poolAttributes(pools, needs.asked), "krane.hugepages.short": shorts.map(shortText) },
    evidence: boot.ignored.map((param) => `the kernel ignores ${param}`),
  });
}

function unseen(why: string, feature: Feature, attributes: Attributes): Verdict<HugepageReason> {
  return featureVerdict({
    status: "unknown",
    reason: "HugepagesUnseen",
    feature,
    attributes: { ...attributes, "krane.feature.why": why },
  });
}

function whyUnseen({ cmdline, pools }: HugepageFacts, lost: number | undefined): string | undefined {
  if (!cmdline.known) return cmdline.why;
  if (lost === undefined) return undefined;
  return pools.known ? `${POOLS}/hugepages-${lost}kB/nr_hugepages holds no number` : pools.why;
}

function verdictOf(facts: HugepageFacts, judged: Judged): Verdict<HugepageReason> {
  const { needs, pools, shorts, lost, boot } = judged;
  const raw = pools.map((pool) => poolText(pool, needs.asked.get(pool.kib))).join("; ");
  if (shorts.length > 0) return shortVerdict(facts, judged, seen(false, POOLS, raw));
  const attributes = poolAttributes(pools, needs.asked);
  const why = whyUnseen(facts, lost[0]);
  if (why !== undefined) {
    const cause = lookCause(facts.cmdline.known ? facts.pools : facts.cmdline);
    return unseen(why, { configured: judged.told, effective: seen(undefined, POOLS, raw), cause }, attributes);
  }
  const isThere = pools.some(({ total = 0 }) => total > 0);
  return featureVerdict({
    status: "ok",
    reason: isThere ? "HugepagesThere" : "HugepagesNone",
    feature: { configured: judged.told, effective: seen(isThere, POOLS, raw) },
    attributes,
    evidence: boot.ignored.map((param) => `the kernel ignores ${param}`),
  });
}

/**
 * How many hugepages were asked for and how many are there: the kernel says in its log alone that it did not get them all. Where /sys
 * was not captured, /proc/meminfo still tells the default size.
 */
export function hugepagesVerdict(facts: HugepageFacts): Verdict<HugepageReason> {
  const { pools, meminfo } = facts;
  if (pools.known) return verdictOf(facts, judge(facts, pools.value, { total: 0 }));
  const usual = meminfo.known ? usualPool(meminfo.value) : undefined;
  if (usual !== undefined) return verdictOf(facts, judge(facts, [usual], {}));
  return unseen(pools.why, { effective: seen(undefined, POOLS, pools.why), cause: lookCause(pools) }, {});
}
