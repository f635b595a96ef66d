import { defineRunbook } from "../core/index.ts";

/** Manual 4.4 (host hang), 4.5 (which guest), 5.2 (notice before a restart); what an oops leaves behind is the kernel's (Documentation/admin-guide/bug-hunting). */
export default defineRunbook({
  id: "kernel-oops",
  en: {
    title: "The kernel of the host died in a thread, or as a whole",
    impact:
      "An oops kills the thread it happened in and leaves its locks held: what waits for them hangs sooner or later, guests with it. After a panic all guests of {host.name} are off until the host is up again.",
    verify: [
      "`krane-agent scan` on the host: {krane.kernel.report.title}; the lines under the finding are the report itself.",
      "`krane-agent check --only kernel-taint`: D stands for an oops since the boot. The letters are the host's, never a guest's.",
      "ssh to the host works and commands come back (`uptime`, `df`, `ps`)? If one hangs, the host is hanging (4.4).",
      "`gapi show {host.name}`: which guests have ping or ssh false? Three or more: case 4.4.",
    ],
    mitigate: [
      "Keep the report before a restart: `krane-agent capture /var/tmp/{host.name}.tar.gz`.",
      "Host and guests are well: watch, and plan a restart in office hours, since a kernel that died once is not to be trusted with guests.",
      "Host hangs: have infra.mc post the notice first, then `gapi show {host.name}`, `gapi stop {host.name}` if the host still answers.",
      "Reboot the host, look at it, `gapi start {host.name}`, then `gapi show {host.name}` until every guest is active and ping and ssh are true.",
    ],
    escalate:
      "Not solved by the reboot, or the same report again: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours. A prod host with DB guests: DB on-call at once when they are affected, DBA before the restart when they are not.",
    reference: "Manual 4.4 (host hang), 4.5 (kernel panic), 4.2.5 (three or more guests), 5 (notices).",
  },
  ko: {
    title: "PM 커널이 스레드 또는 전체로 죽은 경우(oops, panic)",
    impact:
      "oops 는 발생한 스레드를 죽이고 그 스레드가 잡고 있던 락을 남기므로, 그 락을 기다리는 작업과 VM 이 차례로 멈출 수 있음. panic 이면 {host.name} 의 모든 VM 이 PM 재기동 전까지 중지 상태.",
    verify: [
      "PM 에서 `krane-agent scan` 실행: {krane.kernel.report.title}. 결과 아래의 줄이 커널 보고 원문임.",
      "`krane-agent check --only kernel-taint`: D 는 부팅 이후 oops 발생을 뜻함. taint 는 PM 의 상태이며 VM 의 상태가 아님.",
      "PM 에 ssh 접속과 명령어(`uptime`, `df`, `ps`) 응답 확인. 하나라도 멈추면 PM 행업(4.4).",
      "`gapi show {host.name}` 으로 ping, ssh 칼럼이 false 인 VM 확인. 3대 이상이면 4.4 로 처리.",
    ],
    mitigate: [
      "재기동 전에 커널 보고를 보관: `krane-agent capture /var/tmp/{host.name}.tar.gz`.",
      "PM 과 VM 이 모두 정상이면 관찰하고 주간에 재기동을 계획. 한 번 죽은 커널은 VM 운영에 신뢰할 수 없음.",
      "PM 행업이면 먼저 infra.mc(관제)에 장애공지 요청 후 `gapi show {host.name}`, PM 이 응답하면 `gapi stop {host.name}`.",
      "PM 재부팅 후 상태 확인, `gapi start {host.name}`, `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 가 true 인지 확인.",
    ],
    escalate:
      "재부팅으로 해결되지 않거나 같은 보고가 반복되면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 멘션. 운영 PM 에 DB VM 이 있으면 이미 영향받은 경우 DB 온콜에 바로 연락하고, 아직이면 재기동 전에 DBA 조치.",
    reference: "장애처리 매뉴얼 4.4 (PM 행업), 4.5 (커널 패닉), 4.2.5 (VM 3대 이상), 5 (공지).",
  },
});
