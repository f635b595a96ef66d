import { defineRunbook } from "../core/index.ts";

/** Manual 4.8 and 4.6 (NIC), the path of a guest's packets (seed 004); kernel: networking/ip-sysctl, nf_conntrack-sysctl. */
export default defineRunbook({
  id: "network-degraded",
  en: {
    title: "Network of the host degraded",
    impact:
      "Guests of {host.name} lose packets or new connections, or run without redundancy; which of it, the finding's message says.",
    verify: [
      "Bond: `grep -E 'Slave|MII Status|Currently Active' /proc/net/bonding/*`: does one side still carry?",
      "Transmit timeout: `ethtool -S` of {network.interface.name} and `ip -s link show {network.interface.name}`: does it happen again, do errors grow?",
      "Connection tracking: `sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max`; neighbours: `ip neigh | wc -l` against `sysctl net.ipv4.neigh.default.gc_thresh3`.",
      "Loop: `bridge fdb show` for the host's own addresses on a foreign port; was a cable or a bond changed today?",
      "`gapi show {host.name}`: ping and ssh of each guest.",
    ],
    mitigate: [
      "Guests fine (one side of the bond carries): no notice at night, hand over to office hours; have cable, transceiver and switch port checked.",
      "Table full: raise it for now, `sysctl -w net.netfilter.nf_conntrack_max=<double>` or gc_thresh3; find the guest that fills it (`conntrack -L` by source) and tell its owner; the value itself comes from the Karas template.",
      "Loop: take the interface that was added last out of the bridge or shut its switch port.",
      "Guests affected: have infra.mc (control room) post the notice. A NIC that hangs again: treat it as an urgent part (4.8): `gapi stop {host.name}`, power off, replace it from the spare pool, power on, `gapi start {host.name}`, `gapi show {host.name}`.",
    ],
    escalate:
      "Switch side or several hosts of a rack: network team, by infra.mc. Guests still unreachable: prod: call compute-platform on-call (@@krane.oncall ), DB guests: DB on-call at once; dev: mention in office hours.",
    reference: "Manual 4.8 (urgent parts), 4.6 (not urgent), 4.1 (DB guests), 8.3 (kernel parameters by template).",
  },
  ko: {
    title: "PM 네트워크 이상",
    impact: "{host.name} 의 VM 에서 패킷이나 신규 연결이 유실되거나 이중화가 상실됨. 구체적인 현상은 메시지 참조.",
    verify: [
      "본딩: `grep -E 'Slave|MII Status|Currently Active' /proc/net/bonding/*` 로 반대쪽이 정상인지 확인.",
      "송신 타임아웃: {network.interface.name} 의 `ethtool -S`, `ip -s link show {network.interface.name}` 으로 재발 여부와 에러 증가 확인.",
      "conntrack: `sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max`. neighbour: `ip neigh | wc -l` 과 `sysctl net.ipv4.neigh.default.gc_thresh3` 비교.",
      "루프: `bridge fdb show` 에서 PM 자신의 MAC 이 다른 포트에 보이는지, 당일 케이블이나 본딩 변경이 있었는지 확인.",
      "`gapi show {host.name}` 으로 VM 별 ping, ssh 칼럼 확인.",
    ],
    mitigate: [
      "VM 에 이상이 없으면(본딩 반대쪽 정상) 야간 공지 없이 주간처리로 인계하고 케이블, 트랜시버, 스위치 포트 점검.",
      "테이블 포화: 우선 `sysctl -w net.netfilter.nf_conntrack_max=<2배>` 또는 gc_thresh3 를 올림. `conntrack -L` 로 많이 쓰는 VM 을 찾아 담당자에게 알림. 정식 값은 Karas 템플릿에서 변경.",
      "루프: 마지막에 추가된 인터페이스를 브리지에서 빼거나 스위치 포트를 내림.",
      "VM 이 영향받으면 infra.mc(관제)에 장애공지 요청. NIC 가 반복해서 멈추면 4.8 긴급 파트 장애로 처리: `gapi stop {host.name}` → poweroff → forfault 장비로 파트 교체 → power on → `gapi start {host.name}` → `gapi show {host.name}`.",
    ],
    escalate:
      "스위치 쪽이거나 같은 랙의 PM 여러 대이면 관제를 통해 네트워크 파트에 연락. VM 접속이 계속 안 되면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출(DB 서버는 DB 온콜에 바로 연락), 개발은 주간에 아지트 멘션.",
    reference:
      "장애처리 매뉴얼 4.8 (긴급 파트 장애), 4.6 (급하지 않은 파트 장애), 4.1 (DB 서버 확인), 8.3 (커널 파라미터 템플릿).",
  },
});
