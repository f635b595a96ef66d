import { defineRunbook } from "../core/index.ts";

/** Manual 4.4; kernel/watchdog.c: a soft lockup is 20 s without scheduling, a hard one 10 s without an interrupt; kernel/rcu/tree_stall.h: a stall is 21 s (60 s on Ubuntu). */
export default defineRunbook({
  id: "cpu-stuck",
  en: {
    title: "A CPU of the host does not come back from the kernel",
    impact:
      "The guests whose virtual CPUs run there stand still ({krane.thread} where the kernel names it), and what waits for that CPU follows: often the whole host within minutes.",
    verify: [
      "ssh to {host.name} works and `uptime` comes back? If not: host hang (4.4).",
      "`krane-agent scan --since 1h`: one CPU or many, once or every 20 seconds? {krane.kernel.report.title}",
      "`gapi show {host.name}`: which guests have ping or ssh false?",
      "`krane-agent check --only memory,disk-health,thermal,clocksource`: a part that makes the CPU wait?",
    ],
    mitigate: [
      "It came once and all is well: watch for an hour. Overcommitted hosts print it when a guest was not scheduled for long.",
      "One guest hangs: treat it as 4.2 (`gapi stop`, ping until it stops answering, `gapi start`).",
      "Three or more guests, or the host hangs: notice first, then `gapi stop {host.name}` if it answers, reboot, `gapi start {host.name}`, `gapi show {host.name}` until all are true.",
    ],
    escalate:
      "The host again after the reboot: prod: compute-platform on-call (@@krane.oncall ); dev: mention in office hours; a CPU or mainboard fault is case 4.8.",
    reference: "Manual 4.2, 4.4, 4.8; kernel: Documentation/admin-guide/lockup-watchdogs.rst.",
  },
  ko: {
    title: "PM 의 CPU 가 커널에서 돌아오지 않는 경우(lockup, RCU stall)",
    impact:
      "그 CPU 에서 실행되던 VM 이 멈추며(커널이 표시한 스레드 {krane.thread}), 그 CPU 를 기다리는 작업이 이어서 멈춰 몇 분 안에 PM 전체가 행업될 수 있음.",
    verify: [
      "{host.name} 에 ssh 접속과 `uptime` 응답 확인. 안 되면 PM 행업(4.4).",
      "`krane-agent scan --since 1h` 로 CPU 1개인지 여러 개인지, 1회인지 20초마다 반복인지 확인. {krane.kernel.report.title}",
      "`gapi show {host.name}` 으로 ping, ssh 가 false 인 VM 확인.",
      "`krane-agent check --only memory,disk-health,thermal,clocksource` 로 CPU 를 기다리게 하는 부품 확인.",
    ],
    mitigate: [
      "1회이고 모두 정상이면 1시간 관찰. 오버커밋된 PM 은 VM 이 오래 스케줄되지 않을 때도 출력함.",
      "VM 1대만 행업이면 4.2 로 처리(`gapi stop` → 핑 중단 확인 → `gapi start`).",
      "VM 3대 이상이거나 PM 행업이면 공지 후 응답 시 `gapi stop {host.name}` → 재부팅 → `gapi start {host.name}` → `gapi show {host.name}` 으로 모두 true 확인.",
    ],
    escalate:
      "재부팅 후 재발하면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ), 개발은 주간 멘션. CPU, 메인보드 장애면 4.8.",
    reference: "장애처리 매뉴얼 4.2, 4.4, 4.8; 커널 문서 lockup-watchdogs.",
  },
});
