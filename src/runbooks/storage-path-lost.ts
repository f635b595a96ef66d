import { defineRunbook } from "../core/index.ts";

/** Manual 4.6, 4.9, 4.2.5; multipath(8) and iscsiadm(8) of Ubuntu 20.04 and 22.04. */
export default defineRunbook({
  id: "storage-path-lost",
  en: {
    title: "Path to network storage lost",
    impact:
      "One path of several: no effect, but no redundancy. The last one: I/O of all guests of {host.name} with volumes on it waits, then fails, and their file systems become read-only.",
    verify: [
      "`multipath -ll`: how many paths are `active ready`, how many `failed faulty`? `iscsiadm -m session -P 1`: is each session LOGGED_IN?",
      "`dmesg -T | tail -100` and `ip -br link`: did a NIC, an HBA or a switch port go down at the same second?",
      "Other hosts with the same storage: do they report it too? Then the storage or the network is the cause, not this host.",
      "`gapi show {host.name}`: which guests hang?",
    ],
    mitigate: [
      "Paths are left and all guests are fine: no notice at night, hand over to office hours; have cable, transceiver, port and HBA checked.",
      "No path is left: have infra.mc (control room) post the notice; prod: check the DB guests first, an affected one is told to DB on-call at once.",
      "Path back, session not: `iscsiadm -m session -R`, then `multipath -r`; `multipath -ll` again.",
      "Guests that stay hung after that: `gapi stop`, `gapi start` for each (4.2); three or more: treat the host as 4.4.",
    ],
    escalate:
      "Several hosts at once: storage and network teams, by infra.mc. One host that does not recover: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours.",
    reference: "Manual 4.6 (not urgent), 4.9 (disk lost), 4.2 (guest hang), 4.1 (DB guests).",
  },
  ko: {
    title: "네트워크 스토리지 경로 단절",
    impact:
      "여러 경로 중 하나면 서비스 영향 없음(이중화만 상실). 마지막 경로면 {host.name} 에서 해당 볼륨을 쓰는 모든 VM 의 I/O 가 대기하다 실패하고 파일시스템이 읽기 전용으로 바뀜.",
    verify: [
      "`multipath -ll` 로 `active ready`, `failed faulty` 경로 수 확인. `iscsiadm -m session -P 1` 로 세션별 LOGGED_IN 여부 확인.",
      "`dmesg -T | tail -100`, `ip -br link` 로 같은 시각에 NIC, HBA, 스위치 포트가 내려갔는지 확인.",
      "같은 스토리지를 쓰는 다른 PM 에서도 발생하면 PM 이 아니라 스토리지 또는 네트워크 문제.",
      "`gapi show {host.name}` 으로 행업된 VM 확인.",
    ],
    mitigate: [
      "경로가 남아 있고 VM 에 이상이 없으면 야간 공지 없이 주간처리로 인계하고 케이블, 트랜시버, 포트, HBA 점검.",
      "남은 경로가 없으면 infra.mc(관제)에 장애공지 요청. 운영은 DB 서버를 먼저 확인하고 이미 영향받은 경우 DB 온콜에 바로 연락.",
      "경로는 복구되었으나 세션이 안 붙으면 `iscsiadm -m session -R` → `multipath -r` → `multipath -ll` 재확인.",
      "그래도 행업인 VM 은 개별로 `gapi stop`, `gapi start` (4.2). 3대 이상이면 4.4 PM 행업으로 처리.",
    ],
    escalate:
      "여러 PM 에서 동시에 발생하면 관제를 통해 스토리지, 네트워크 파트에 연락. PM 1대가 복구되지 않으면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션.",
    reference: "장애처리 매뉴얼 4.6 (급하지 않은 파트 장애), 4.9 (디스크 유실), 4.2 (VM 행업), 4.1 (DB 서버 확인).",
  },
});
