import { type Answer, defineCheck, defined, type Host, known, look, lookInto, notKnown } from "../core/index.ts";
import { runningLine } from "../parse/boot/running-line.ts";
import { hugepagesVerdict } from "../parse/memory/hugepages.ts";
import { POOLS, type Pool, pageCount, poolKib } from "../parse/memory/hugepages-pools.ts";

const NODES = "/sys/devices/system/node";
const SYSCTL_DIR = "/etc/sysctl.d";
/** Files and nodes beyond these are no host's, and no kernel has more sizes. */
const MOST = 64;
const SIZES = 8;

async function count(host: Host, path: string): Promise<number | undefined> {
  const text = await look(host, path);
  return text.known ? pageCount(text.value) : undefined;
}

async function countsIn(host: Host, dir: string): Promise<Pick<Pool, "total" | "free">> {
  const [total, free] = [await count(host, `${dir}/nr_hugepages`), await count(host, `${dir}/free_hugepages`)];
  return defined({ total, free });
}

async function nodesOn(host: Host): Promise<readonly number[]> {
  const names = await lookInto(host, NODES);
  const nodes = (names.known ? names.value : []).flatMap((name) => /^node(\d{1,4})$/.exec(name)?.[1] ?? []);
  return nodes.length < 2 ? [] : nodes.map(Number).slice(0, MOST);
}

/** A pool without pages has none on any node, so that those need no look. */
async function poolOn(host: Host, kib: number, nodes: readonly number[]): Promise<Pool> {
  const name = `hugepages-${kib}kB`;
  const counts = await countsIn(host, `${POOLS}/${name}`);
  const surplus = counts.total === 0 ? 0 : await count(host, `${POOLS}/${name}/surplus_hugepages`);
  const held = counts.total === 0 ? [] : nodes;
  const byNode = held.map(async (node) => ({
    node,
    ...(await countsIn(host, `${NODES}/node${node}/hugepages/${name}`)),
  }));
  return { kib, ...counts, ...defined({ surplus }), nodes: await Promise.all(byNode) };
}

async function poolsOn(host: Host): Promise<Answer<readonly Pool[]>> {
  const names = await lookInto(host, POOLS);
  if (!names.known) return names;
  const sizes = names.value.flatMap((name) => poolKib(name) ?? []).slice(0, SIZES);
  if (sizes.length === 0) return notKnown(`${POOLS} has no pool`);
  const nodes = await nodesOn(host);
  return known(await Promise.all(sizes.map((kib) => poolOn(host, kib, nodes))));
}

async function sysctlOn(host: Host): Promise<readonly string[]> {
  const names = await lookInto(host, SYSCTL_DIR);
  const files = (names.known ? names.value : []).filter((name) => name.endsWith(".conf")).slice(0, MOST);
  const paths = [...files.map((name) => `${SYSCTL_DIR}/${name}`), "/etc/sysctl.conf"];
  const texts = await Promise.all(paths.map((path) => look(host, path)));
  return texts.flatMap((text) => (text.known ? [text.value] : []));
}

/** Guests on hugepages do not start without them, and the kernel says of those it did not get in its log alone (manual 8.3). */
export default defineCheck({
  id: "hugepages",
  title: { en: "Hugepages are there as asked", ko: "요청한 만큼 hugepage 확보" },
  group: "os",
  every: "1h",
  runbook: "os-template",
  case: "8.3",
  reasons: {
    HugepagesThere: { en: "hugepages {krane.hugepages.pools}", ko: "hugepage {krane.hugepages.pools} 확보됨" },
    HugepagesNone: { en: "no hugepages, none asked for", ko: "hugepage 없음, 요청한 설정도 없음" },
    HugepagesShort: { en: "hugepages short: {krane.hugepages.short}", ko: "hugepage 부족: {krane.hugepages.short}" },
    HugepagesUnseen: { en: "hugepages not known: {krane.feature.why}", ko: "hugepage 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    return hugepagesVerdict({
      wanted: host.profile.wanted.hugepages ?? {},
      cmdline: runningLine(await look(host, "/proc/cmdline")),
      sysctl: await sysctlOn(host),
      meminfo: await look(host, "/proc/meminfo"),
      pools: await poolsOn(host),
    });
  },
});
