import { type Answer, defineCheck, type Host, known, look, lookInto, notKnown } from "../core/index.ts";
import { parseCpuList } from "../parse/cpu/cpulist.ts";
import { hasSrat, NODES, numaVerdict, TABLES } from "../parse/cpu/numa.ts";
import { MOST_NODES, type NumaNode, nodeNames, numaNode } from "../parse/cpu/numa-node.ts";

async function nodeOf(host: Host, name: string): Promise<Answer<NumaNode>> {
  const [cpulist, meminfo, distance] = await Promise.all(
    ["cpulist", "meminfo", "distance"].map((file) => look(host, `${NODES}/${name}/${file}`)),
  );
  if (cpulist === undefined || meminfo === undefined || distance === undefined) return notKnown(`${name} not read`);
  return numaNode(name, { cpulist, meminfo, distance });
}

async function nodesOf(host: Host): Promise<Answer<readonly NumaNode[]>> {
  const listed = await lookInto(host, NODES);
  const names = listed.known ? nodeNames(listed.value) : undefined;
  if (names === undefined) return listed.known ? notKnown(`${NODES} has no nodes, or too many`) : listed;
  const nodes = await Promise.all(names.map((name) => nodeOf(host, name)));
  const broken = nodes.find((node) => !node.known);
  return broken ?? known(nodes.flatMap((node) => (node.known ? [node.value] : [])));
}

/** Two files per package instead of two per CPU: the first CPU tells who its siblings are, which need not be asked. */
async function socketsOf(host: Host, nodes: readonly NumaNode[]): Promise<Answer<number>> {
  const left = new Set(nodes.flatMap(({ cpus }) => [...cpus]));
  const packages = new Set<string>();
  let asked = 0;
  for (let [cpu] = left; cpu !== undefined; [cpu] = left) {
    const topology = `/sys/devices/system/cpu/cpu${cpu}/topology`;
    const id = await look(host, `${topology}/physical_package_id`);
    const siblings = await look(host, `${topology}/core_siblings_list`);
    if (!id.known) return id;
    asked += 1;
    if (!/^\d{1,6}$/.test(id.value) || asked > MOST_NODES) return notKnown(`${topology} does not tell the package`);
    packages.add(id.value);
    for (const sibling of (siblings.known ? parseCpuList(siblings.value) : undefined) ?? []) left.delete(sibling);
    left.delete(cpu);
  }
  return known(packages.size);
}

/**
 * Guests are placed node by node, so a node has to be a socket: no interleaving, no sub-NUMA clusters. The manual sees no way to tell that
 * from the server (8.2, 2.a); sockets, nodes and the firmware's SRAT tell it (lab of 8 machines).
 */
export default defineCheck({
  id: "numa",
  title: { en: "One NUMA node per socket", ko: "소켓당 NUMA 노드 1개" },
  group: "bios",
  every: "24h",
  runbook: "firmware-features",
  case: "8.2",
  reasons: {
    NumaPerSocket: {
      en: "NUMA nodes {krane.numa.nodes}, sockets {krane.numa.sockets}, one per socket",
      ko: "NUMA 노드 {krane.numa.nodes}개, 소켓 {krane.numa.sockets}개, 소켓당 1개",
    },
    NumaInterleaved: {
      en: "NUMA nodes {krane.numa.nodes}, sockets {krane.numa.sockets}: firmware interleaves them or has NUMA off (no SRAT)",
      ko: "NUMA 노드 {krane.numa.nodes}개, 소켓 {krane.numa.sockets}개: BIOS에서 노드 인터리빙 또는 NUMA 비활성(SRAT 없음)",
    },
    NumaOff: {
      en: "NUMA nodes {krane.numa.nodes}, sockets {krane.numa.sockets}: boot parameter {krane.boot.param}",
      ko: "NUMA 노드 {krane.numa.nodes}개, 소켓 {krane.numa.sockets}개: 부팅 파라미터 {krane.boot.param}",
    },
    NumaMerged: {
      en: "NUMA nodes {krane.numa.nodes}, sockets {krane.numa.sockets}: sockets share a node",
      ko: "NUMA 노드 {krane.numa.nodes}개, 소켓 {krane.numa.sockets}개: 여러 소켓이 한 노드에 묶임",
    },
    NumaSubclustered: {
      en: "NUMA nodes {krane.numa.nodes}, sockets {krane.numa.sockets}: firmware splits sockets (SNC or NPS)",
      ko: "NUMA 노드 {krane.numa.nodes}개, 소켓 {krane.numa.sockets}개: BIOS가 소켓을 분할(SNC 또는 NPS)",
    },
    NumaFake: {
      en: "NUMA nodes {krane.numa.nodes}, sockets {krane.numa.sockets}: made up by boot parameter {krane.boot.param}",
      ko: "NUMA 노드 {krane.numa.nodes}개, 소켓 {krane.numa.sockets}개: 부팅 파라미터 {krane.boot.param}로 만든 가상 노드",
    },
    NumaMemoryless: {
      en: "NUMA nodes {krane.numa.nodes}, sockets {krane.numa.sockets}: no memory on {krane.numa.memoryless}",
      ko: "NUMA 노드 {krane.numa.nodes}개, 소켓 {krane.numa.sockets}개: {krane.numa.memoryless}에 메모리 없음",
    },
    NumaUnseen: { en: "NUMA state not known: {krane.feature.why}", ko: "NUMA 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const nodes = await nodesOf(host);
    const tables = await lookInto(host, TABLES);
    return numaVerdict({
      nodes,
      sockets: nodes.known ? await socketsOf(host, nodes.value) : nodes,
      tables,
      cmdline: await look(host, "/proc/cmdline"),
      bootLog: hasSrat(tables) === undefined ? await host.probe("boot-log", {}) : notKnown("not asked"),
      wanted: host.profile.wanted.numaPerSocket,
    });
  },
});
