import { defineRunbook } from "../core/index.ts";

/** Manual 4.8 (NIC among the urgent parts), 4.6, 5.1 and the path of a guest's packets (seed 004). */
export default defineRunbook({
  id: "link-down",
  en: {
    title: "Link of a network interface is down",
    impact:
      "Guests of {host.name} whose packets leave through {network.interface.name} lose the network, unless it is one side of a bond. If it was the last uplink, the host itself does not answer either.",
    verify: [
      "`ip -br link show {network.interface.name}` and `cat /sys/class/net/{network.interface.name}/carrier_changes`: down now, or flapping? virtio_net logs nothing; the counter tells.",
      "Part of a bond: `grep -E 'Slave|MII Status|Currently Active' /proc/net/bonding/*`: does the other side carry the traffic?",
      "`ethtool {network.interface.name}` and `dmesg -T | grep {network.interface.name}`: cable, transceiver, switch port or NIC?",
      "A guest's tap that goes down belongs to that guest's stop and is no fault. virbr0 being DOWN is normal.",
      "`gapi show {host.name}`: ping and ssh of each guest.",
    ],
    mitigate: [
      "Guests fine (the bond's other side carries): no notice at night, hand over to office hours; have cable, transceiver and switch port checked.",
      "Guests affected: have infra.mc (control room) post the notice. Prod: have the DB guests checked, an affected one is told to DB on-call at once.",
      "NIC to be replaced: if the host still answers `gapi stop {host.name}` first, power off, replace it from the spare pool, power on.",
      "`gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true. After a mainboard or box swap set all of 8.2.",
      "Restoration: a comment on the notice with what was done and who confirmed.",
    ],
    escalate:
      "Switch side down or several hosts of one rack: network team, by infra.mc. Guests still unreachable with the link up: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours.",
    reference: "Manual 4.8 (urgent parts), 4.6 (not urgent), 4.1 (DB guests), 5.3 (restoration).",
  },
  ko: {
    title: "네트워크 인터페이스 링크 다운",
    impact:
      "{host.name} 에서 {network.interface.name} 으로 통신하는 VM 의 네트워크가 끊김(본딩의 한쪽이면 영향 없음). 마지막 업링크였다면 PM 도 응답하지 않음.",
    verify: [
      "`ip -br link show {network.interface.name}`, `cat /sys/class/net/{network.interface.name}/carrier_changes` 로 현재 다운인지 반복되는지 확인. virtio_net 은 로그를 남기지 않으므로 카운터로 판단.",
      "본딩인 경우: `grep -E 'Slave|MII Status|Currently Active' /proc/net/bonding/*` 로 반대쪽이 정상인지 확인.",
      "`ethtool {network.interface.name}`, `dmesg -T | grep {network.interface.name}` 으로 케이블, 트랜시버, 스위치 포트, NIC 중 원인 구분.",
      "VM 종료로 tap 이 내려간 것은 장애가 아님. virbr0 의 DOWN 은 정상.",
      "`gapi show {host.name}` 으로 VM 별 ping, ssh 칼럼 확인.",
    ],
    mitigate: [
      "VM 에 이상이 없으면(본딩 반대쪽 정상): 야간 공지 없이 주간처리로 인계하고 케이블, 트랜시버, 스위치 포트 점검.",
      "VM 이 영향받으면: infra.mc(관제)에 장애공지 요청. 운영은 DB 서버를 확인하고 이미 영향받은 경우 DB 온콜에 바로 연락.",
      "NIC 교체가 필요하면: PM 이 동작 중일 때 먼저 `gapi stop {host.name}`, 이후 PM poweroff → forfault 장비로 파트 교체 → power on.",
      "`gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인. 박스(메인보드) 교체 시 8.2 설정 필수.",
      "복구 후 장애공지 글에 조치 내용과 확인자를 코멘트로 등록.",
    ],
    escalate:
      "스위치 쪽 장애이거나 같은 랙의 PM 여러 대가 영향받으면 관제를 통해 네트워크 파트에 연락. 링크가 올라왔는데도 VM 접속이 안 되면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션으로 공유.",
    reference:
      "장애처리 매뉴얼 4.8 (긴급 파트 장애), 4.6 (급하지 않은 파트 장애), 4.1 (DB 서버 확인), 5.3 (복구 공지).",
  },
});
