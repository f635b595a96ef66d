import { defineCheck, type Host, look, lookInto } from "../core/index.ts";
import { VLAN_CONFIG, vlanDevices, vlanVerdicts } from "../parse/net/vlan.ts";
import type { VlanSource } from "../parse/net/vlan-asked.ts";

/** netplan's own files, and what it made of them for networkd, which everybody may read. */
const SOURCES = [
  { dir: "/etc/netplan", ending: ".yaml" },
  { dir: "/run/systemd/network", ending: ".netdev" },
  { dir: "/etc/systemd/network", ending: ".netdev" },
] as const;
const MOST = 64;

async function filesIn(host: Host, { dir, ending }: (typeof SOURCES)[number]): Promise<readonly string[]> {
  const names = await lookInto(host, dir);
  const files = names.known ? names.value.filter((name) => name.endsWith(ending)).slice(0, MOST) : [];
  return files.map((name) => `${dir}/${name}`);
}

async function sourcesOn(host: Host): Promise<readonly VlanSource[]> {
  const paths = (await Promise.all(SOURCES.map((source) => filesIn(host, source)))).flat();
  return Promise.all(paths.map(async (path) => ({ path, text: await look(host, path) })));
}

/** Names do not tell: VLAN 60 is "vlan60" on one host and "eth0.60" on another (manual 8.3). */
export default defineCheck({
  id: "vlan",
  title: { en: "The wanted VLANs are up", ko: "필수 VLAN 정상" },
  group: "network",
  every: "5m",
  runbook: "os-template",
  case: "8.3",
  reasons: {
    VlanUp: {
      en: "VLAN {krane.vlan.id} up on {network.interface.name}",
      ko: "VLAN {krane.vlan.id} 정상: {network.interface.name}",
    },
    VlanDown: {
      en: "VLAN {krane.vlan.id} on {network.interface.name} is {krane.interface.operstate}",
      ko: "VLAN {krane.vlan.id} 인터페이스 {network.interface.name} 상태: {krane.interface.operstate}",
    },
    VlanMissing: {
      en: "VLAN {krane.vlan.id} missing: no interface has it",
      ko: "VLAN {krane.vlan.id} 인터페이스 없음",
    },
    VlanNotWanted: { en: "no VLAN is wanted here", ko: "정해진 VLAN 기준 없음" },
    VlanUnseen: {
      en: "VLAN {krane.vlan.id} not known: {krane.feature.why}",
      ko: "VLAN {krane.vlan.id} 확인 불가: {krane.feature.why}",
    },
  },
  async run(host) {
    const { vlans: wanted = [] } = host.profile.wanted;
    const listing = {
      config: await look(host, VLAN_CONFIG),
      modules: await look(host, "/proc/modules"),
      netDev: await look(host, "/proc/net/dev"),
    };
    const devices = vlanDevices(listing);
    const named = (devices.known ? devices.value : []).filter(({ id }) => wanted.includes(id)).slice(0, MOST);
    const states = await Promise.all(
      named.map(async ({ name }) => [name, await look(host, `/sys/class/net/${name}/operstate`)] as const),
    );
    return vlanVerdicts({ ...listing, wanted, sources: await sourcesOn(host), states: new Map(states) });
  },
});
