import { defineRunbook } from "../core/index.ts";

/** Manual 4.8 (NIC among the urgent parts), 4.6, 8.1 (NICs of 10G and 25G) and 5.1. */
export default defineRunbook({
  id: "nic-degraded",
  en: {
    title: "A network link is down or worse than it should be",
    impact:
      "No link on the only uplink: no guest of {host.name} is reached, nor is the host. One side of a bond: nothing yet, and everything with the next one. Slow, half duplex or flapping: guests see loss and latency. A wrong MTU: large packets vanish without any counter.",
    verify: [
      "`ip -br link show {network.interface.name}` and `cat /sys/class/net/{network.interface.name}/carrier_changes` twice: down now, or flapping?",
      "`grep -E 'Mode|Slave|MII|Speed|Aggregator|Polling' /proc/net/bonding/*`: which side carries, at which speed; with 802.3ad every link in the same aggregator.",
      "`ethtool {network.interface.name}` (speed, duplex, link partner), `ethtool -m {network.interface.name}` (transceiver), `dmesg -T | grep {network.interface.name}`: cable, transceiver, switch port or NIC?",
      "`cat /proc/net/vlan/config` and `ip -d link show`: bond, VLAN and bridge have the same MTU all the way.",
      "`gapi show {host.name}`: ping and ssh of each guest.",
    ],
    mitigate: [
      "Guests fine (the bond's other side carries, or only speed, duplex or MTU is wrong): no notice at night, hand over to office hours; have cable, transceiver and switch port checked.",
      "Do not take the good side of a bond down to try something: it is all that is left.",
      "Administratively down: ask in the channel who did it, then `ip link set {network.interface.name} up`.",
      "MTU, miimon and bond members belong into /etc/netplan; `netplan try` on a host with guests only as planned work.",
      "Guests affected: have infra.mc (control room) post the notice. Prod: have the DB guests checked, an affected one is told to DB on-call at once.",
      "NIC to be replaced: if the host still answers `gapi stop {host.name}` first, power off, replace it from the spare pool, power on, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true.",
    ],
    escalate:
      "Switch side down, or several hosts of one rack: network team, by infra.mc. Guests unreachable with the link up: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours.",
    reference: "Manual 4.8 (urgent parts), 4.6 (not urgent), 8.1 (NICs), 4.1 (DB guests).",
  },
  ko: {
    title: "네트워크 링크 다운 또는 성능 저하",
    impact:
      "유일한 업링크가 끊기면 {host.name} 과 모든 VM 에 접속 불가. 본딩의 한쪽이면 당장 영향은 없으나 나머지가 끊기면 전체 장애. 속도 저하, half duplex, 링크 반복 변화는 패킷 손실과 지연으로 나타나고, MTU 가 다르면 큰 패킷만 카운터 없이 사라짐.",
    verify: [
      "`ip -br link show {network.interface.name}`, `cat /sys/class/net/{network.interface.name}/carrier_changes` 두 번 실행하여 현재 다운인지 반복되는지 확인.",
      "`grep -E 'Mode|Slave|MII|Speed|Aggregator|Polling' /proc/net/bonding/*` 로 정상인 쪽과 속도 확인. 802.3ad 는 모든 링크의 Aggregator 가 같아야 함.",
      "`ethtool {network.interface.name}`(속도, duplex, 상대측), `ethtool -m {network.interface.name}`(트랜시버), `dmesg -T | grep {network.interface.name}` 으로 케이블, 트랜시버, 스위치 포트, NIC 중 원인 구분.",
      "`cat /proc/net/vlan/config`, `ip -d link show` 로 본딩, VLAN, 브리지의 MTU 가 모두 같은지 확인.",
      "`gapi show {host.name}` 으로 VM 별 ping, ssh 칼럼 확인.",
    ],
    mitigate: [
      "VM 에 이상이 없으면(본딩 반대쪽 정상, 또는 속도/duplex/MTU 문제): 야간 공지 없이 주간처리로 인계하고 케이블, 트랜시버, 스위치 포트 점검.",
      "확인을 위해 본딩의 정상인 쪽을 내리지 말 것. 남은 링크가 그것뿐임.",
      "관리자가 내려 둔 상태이면 작업자를 먼저 확인한 뒤 `ip link set {network.interface.name} up`.",
      "MTU, miimon, 본딩 구성은 /etc/netplan 에서 수정. VM 이 있는 PM 의 `netplan try` 는 계획 작업으로만 진행.",
      "VM 이 영향받으면: infra.mc(관제)에 장애공지 요청. 운영은 DB 서버를 확인하고 이미 영향받은 경우 DB 온콜에 바로 연락.",
      "NIC 교체가 필요하면: PM 이 동작 중일 때 먼저 `gapi stop {host.name}`, 이후 PM poweroff → forfault 장비로 파트 교체 → power on → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인.",
    ],
    escalate:
      "스위치 쪽 장애이거나 같은 랙의 PM 여러 대가 영향받으면 관제를 통해 네트워크 파트에 연락. 링크가 정상인데도 VM 접속이 안 되면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션으로 공유.",
    reference: "장애처리 매뉴얼 4.8 (긴급 파트 장애), 4.6 (급하지 않은 파트 장애), 8.1 (NIC), 4.1 (DB 서버 확인).",
  },
});
