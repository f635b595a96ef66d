import { defineRunbook } from "../core/index.ts";

/** Manual 4.2, 4.10; mm/oom_kill.c. The victim is named, not the thread that asked for memory. */
export default defineRunbook({
  id: "oom-kill",
  en: {
    title: "A process was killed because memory ran out",
    impact:
      "{krane.oom.victim} is gone. Where it was a qemu, that guest is off; where it was an agent of nova or neutron, new guests or networks fail until it is back.",
    verify: [
      "`krane-agent scan --since 1h`: {krane.oom.victim}, bound {krane.oom.constraint} (global: the whole host; memcg: its own limit).",
      "`krane-agent check --only memory,hugepages,swap`: is memory missing, or taken by hugepages?",
      "`gapi show {host.name}`: is a guest stopped?",
    ],
    mitigate: [
      "A guest was killed: `gapi start` of that guest, then ping and ssh; tell its owner through infra.mc.",
      "A service was killed: the procedure of 4.10 (up to three restarts, one minute apart, each followed by a check).",
      "Global: find what grew (`ps aux --sort=-rss | head`), and hand over to office hours: the host is overbooked or leaks.",
    ],
    escalate:
      "Three or more guests: 4.4 with the notice. Prod and again within the hour: compute-platform on-call (@@krane.oncall ).",
    reference: "Manual 4.2, 4.4, 4.10; kernel: mm/oom_kill.c.",
  },
  ko: {
    title: "메모리 부족으로 프로세스가 종료된 경우(OOM)",
    impact:
      "{krane.oom.victim} 가 종료됨. qemu 였으면 해당 VM 이 꺼졌고, nova, neutron 에이전트였으면 복구 전까지 VM 생성이나 네트워크 설정이 실패함.",
    verify: [
      "`krane-agent scan --since 1h` 로 대상 확인: {krane.oom.victim}, 범위 {krane.oom.constraint} (global: PM 전체, memcg: 자체 한도).",
      "`krane-agent check --only memory,hugepages,swap` 으로 메모리 누락이나 hugepage 점유 확인.",
      "`gapi show {host.name}` 으로 중지된 VM 확인.",
    ],
    mitigate: [
      "VM 이 종료됐으면 해당 VM 을 `gapi start` 후 ping, ssh 확인. 관제를 통해 담당자에게 알림.",
      "서비스가 종료됐으면 4.10 절차(최대 3회 재시작, 1분 간격, 매번 확인).",
      "global 이면 메모리를 늘린 프로세스 확인(`ps aux --sort=-rss | head`) 후 주간 담당자에게 인계. 과다 할당이거나 누수임.",
    ],
    escalate: "VM 3대 이상이면 공지 후 4.4. 운영에서 1시간 안에 재발하면 컴퓨팅플랫폼 온콜(@@krane.oncall ).",
    reference: "장애처리 매뉴얼 4.2, 4.4, 4.10; 커널 mm/oom_kill.c.",
  },
});
