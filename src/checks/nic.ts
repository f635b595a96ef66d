import { defineCheck, type Host, look, lookAtLink, lookInto } from "../core/index.ts";
import { uptimeSeconds } from "../parse/boot/host-clock.ts";
import { type BondPort, bondVerdict } from "../parse/net/bond-verdict.ts";
import {
  isOff,
  isRepresentor,
  lastName,
  mtuOf,
  type NicContext,
  NOT_READ,
  type Port,
  routedInterfaces,
  withDevice,
} from "../parse/net/nic.ts";
import { type NicVerdict, nicVerdict, noNicVerdict } from "../parse/net/nic-verdict.ts";

const CLASS = "/sys/class/net";
const BONDS = "/proc/net/bonding";
/** More bonds than any host has. */
const MOST_BONDS = 64;

/** Of a port that is off, carrier, speed and duplex cannot be read (EINVAL). */
async function portOf(host: Host, name: string, entries: readonly string[]): Promise<Port> {
  const see = (file: string) => look(host, `${CLASS}/${name}/${file}`);
  const flags = await see("flags");
  const seeOn = async (file: string) => (isOff(flags) ? NOT_READ : see(file));
  const [carrier, speed, duplex, mtu, changes, driver, master] = await Promise.all([
    seeOn("carrier"),
    seeOn("speed"),
    seeOn("duplex"),
    see("mtu"),
    see("carrier_changes"),
    lookAtLink(host, `${CLASS}/${name}/device/driver`),
    entries.includes("master") ? lookAtLink(host, `${CLASS}/${name}/master`) : NOT_READ,
  ]);
  return {
    ...{ name, flags, carrier, speed, duplex, mtu, changes },
    operstate: carrier.known ? NOT_READ : await seeOn("operstate"),
    uppers: entries.filter((entry) => entry.startsWith("upper_")).map((entry) => entry.slice(6)),
    driver: lastName(driver),
    master: lastName(master),
  };
}

/** The port with a cable that `name` is: a virtual function and a representor are ends of another one. */
async function physical(host: Host, name: string): Promise<Port | undefined> {
  if ((await lookAtLink(host, `${CLASS}/${name}/device/physfn`)).known) return undefined;
  const entries = await lookInto(host, `${CLASS}/${name}`);
  if (!entries.known || !entries.value.includes("device")) return undefined;
  const port = await portOf(host, name, entries.value);
  const isLinked = !port.carrier.known || port.carrier.value === "1";
  return !isLinked && isRepresentor(await look(host, `${CLASS}/${name}/phys_port_name`)) ? undefined : port;
}

async function bondOf(host: Host, name: string): Promise<BondPort> {
  const entries = await lookInto(host, `${CLASS}/${name}`);
  const port = await portOf(host, name, entries.known ? entries.value : []);
  return { port, text: await look(host, `${BONDS}/${name}`) };
}

async function contextOf(host: Host, bonds: readonly BondPort[]): Promise<NicContext> {
  const [uptime, route] = [await look(host, "/proc/uptime"), await look(host, "/proc/net/route")];
  const [kept, boot] = [await host.kept("nic"), await look(host, "/proc/sys/kernel/random/boot_id")];
  return {
    bonds: new Map(bonds.map(({ port }) => [port.name, mtuOf(port)])),
    wanted: host.profile.wanted,
    routed: routedInterfaces(route.known ? route.value : ""),
    up: uptime.known ? uptimeSeconds(uptime.value) : undefined,
    before: boot.known && kept?.bootId === boot.value ? kept.facts : undefined,
  };
}

async function verdictsOf(host: Host, all: readonly string[]): Promise<readonly NicVerdict[]> {
  const [virtual, listed] = [await lookInto(host, "/sys/devices/virtual/net"), await lookInto(host, BONDS)];
  const names = listed.known ? listed.value.slice(0, MOST_BONDS) : [];
  const bonds = await Promise.all(names.map((name) => bondOf(host, name)));
  const context = await contextOf(host, bonds);
  const others = withDevice(all, virtual.known ? virtual.value : []).filter((name) => !names.includes(name));
  const ports = await Promise.all(others.map((name) => physical(host, name)));
  return [
    ...ports.flatMap((port) => (port === undefined ? [] : [nicVerdict(port, context)])),
    ...bonds.map((bond) => bondVerdict(bond, context)),
  ];
}

/**
 * A dead uplink cuts off every guest behind it, a bond with one link left does so with the next one (manual 4.8, 8.1: NICs of 10G and 25G).
 * Not from logs: virtio_net prints nothing when its link goes (measured). Ports that nothing uses are not judged.
 */
export default defineCheck({
  id: "nic",
  title: { en: "Network links are up", ko: "네트워크 링크 정상" },
  group: "network",
  every: "5m",
  runbook: "nic-degraded",
  case: "4.8",
  reasons: {
    NicUp: { en: "{network.interface.name}: link up", ko: "{network.interface.name}: 링크 정상" },
    NicUnused: { en: "{network.interface.name}: not in use", ko: "{network.interface.name}: 사용하지 않음" },
    NicDown: { en: "{network.interface.name}: in use, no link", ko: "{network.interface.name}: 사용 중이나 링크 없음" },
    NicDownInBond: {
      en: "{network.interface.name}: no link, one side of {krane.nic.master}",
      ko: "{network.interface.name}: 링크 없음({krane.nic.master} 본딩의 한쪽)",
    },
    NicTurnedOff: {
      en: "{network.interface.name}: in use, administratively down",
      ko: "{network.interface.name}: 사용 중이나 관리자가 내려 둔 상태(admin down)",
    },
    NicFlapping: {
      en: "{network.interface.name}: link changed {krane.nic.new_carrier_changes} times in {krane.nic.within_minutes} min",
      ko: "{network.interface.name}: {krane.nic.within_minutes}분 동안 링크 상태 {krane.nic.new_carrier_changes}회 변화",
    },
    NicHalfDuplex: {
      en: "{network.interface.name}: half duplex",
      ko: "{network.interface.name}: half duplex 로 연결됨",
    },
    NicSlow: {
      en: "{network.interface.name}: {krane.nic.speed_mbps} Mbit/s, wanted {krane.nic.wanted_speed_mbps}",
      ko: "{network.interface.name}: {krane.nic.speed_mbps} Mbit/s, 기준 {krane.nic.wanted_speed_mbps}",
    },
    NicMtu: {
      en: "{network.interface.name}: MTU {krane.nic.mtu}, wanted {krane.nic.wanted_mtu}",
      ko: "{network.interface.name}: MTU {krane.nic.mtu}, 기준 {krane.nic.wanted_mtu}",
    },
    NicUnseen: {
      en: "{network.interface.name}: link not known: {krane.feature.why}",
      ko: "{network.interface.name}: 링크 확인 불가: {krane.feature.why}",
    },
    BondUp: {
      en: "{network.interface.name}: all {krane.nic.bond.links} links carry",
      ko: "{network.interface.name}: 링크 {krane.nic.bond.links}개 모두 정상",
    },
    BondDegraded: {
      en: "{network.interface.name}: {krane.nic.bond.links_up} of {krane.nic.bond.links} links carry, not {krane.nic.bond.links_down}",
      ko: "{network.interface.name}: 링크 {krane.nic.bond.links}개 중 {krane.nic.bond.links_up}개만 정상, 이상: {krane.nic.bond.links_down}",
    },
    BondDown: {
      en: "{network.interface.name}: none of {krane.nic.bond.links} links carries",
      ko: "{network.interface.name}: 링크 {krane.nic.bond.links}개 모두 끊김",
    },
    BondUnwatched: {
      en: "{network.interface.name}: does not watch its links (no miimon, no ARP), a dead one stays in use",
      ko: "{network.interface.name}: 링크 감시 없음(miimon, ARP 미설정), 링크가 끊겨도 계속 사용됨",
    },
    BondSpeeds: {
      en: "{network.interface.name}: links of different speeds: {krane.nic.bond.speeds}",
      ko: "{network.interface.name}: 링크 속도가 서로 다름: {krane.nic.bond.speeds}",
    },
    NoNic: { en: "no physical NIC", ko: "물리 NIC 없음" },
    NicsUnseen: { en: "NICs not known: {krane.feature.why}", ko: "NIC 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const names = await lookInto(host, CLASS);
    const verdicts = names.known ? await verdictsOf(host, names.value) : [];
    return verdicts.length > 0 ? verdicts : noNicVerdict(names);
  },
});
