import { defineRunbook } from "../core/index.ts";

/** Manual 4.5, 5.5.1 and 4.2; what a thread of qemu is called is measured, as the manual's grep misses vCPU threads. */
export default defineRunbook({
  id: "guest-oops",
  en: {
    title: "Kernel panic ticket (SYS_KERNEL_PANIC) that hits one guest",
    impact:
      "The kernel of {host.name} oopsed in a thread of one guest's qemu: that guest ({krane.vm.name}) hangs or is dead, the others run on. Three or more affected guests on one host, or a host that does not answer, is case 4.4 (host hang), not this one.",
    verify: [
      "The host answers: ssh works and commands run. If not, treat it as a host hang (4.4).",
      "dmesg and syslog: the thread in the `Comm:` field of the oops is qemu's, tainted or not. It reads `qemu-system-x86` for the main thread and `CPU n/KVM` for a virtual CPU; pid {process.pid}.",
      "`gapi show {host.name}`: the guest whose ssh column is false, or which hangs. Hanging = ssh to it gives no terminal within 10 seconds. Is it {krane.vm.name}? A guest named amphora-* is well when ping answers.",
    ],
    mitigate: [
      "`gapi stop {krane.vm.name}`, then `ping {krane.vm.name}` until it no longer answers.",
      "`gapi start {krane.vm.name}`, wait a little, then try ssh. (Slower, in one step: `gapi restart {krane.vm.name}`.)",
      "`gapi show {krane.vm.name}`: active, ping and ssh true.",
      "Tell infra.mc (control room) the exact name of that one guest, so that only its owner is mentioned, as a comment on the TMS ticket. No fault notice.",
      "If it does not come back: treat it as a host hang: notice first, then `gapi stop {host.name}`, reboot the host, `gapi start {host.name}`, `gapi show {host.name}` until all guests are true (4.4).",
    ],
    escalate:
      "Still not solved after the host's reboot: prod: call compute-platform on-call (@@krane.oncall ); dev: mention @@krane.oncall on Agit only. A DB guest on a prod host: DB on-call is told at once. The ticket ends with DCEng.",
    reference: "Manual 4.5, 4.2 (guest hang), 4.4 (host hang), 5.5.1 (whom to mention).",
  },
  ko: {
    title: "커널 패닉 장애(SYS_KERNEL_PANIC) 중 VM 1대가 영향받은 경우",
    impact:
      "{host.name} 의 커널에서 VM 1대의 qemu 스레드가 oops 를 일으킴. 해당 VM({krane.vm.name})만 행업이거나 죽었고 나머지 VM 은 정상. 같은 PM 에서 VM 3대 이상이 영향받았거나 PM 이 응답하지 않으면 4.4 PM 행업으로 처리.",
    verify: [
      "PM 에 ssh 접속이 되고 명령어가 실행되는지 확인. 안 되면 PM 행업(4.4).",
      "dmesg, syslog 확인: oops 의 `Comm:` 필드가 qemu 의 스레드인지 확인(Tainted 여부 무관). 메인 스레드는 `qemu-system-x86`, vCPU 스레드는 `CPU n/KVM` 으로 표시됨. pid {process.pid}.",
      '`gapi show {host.name}` 을 실행하여 ssh 칼럼이 false 이거나 한참 매달려 있는 VM 을 찾음. "한참 매달려 있다" = ssh 로 직접 접속해도 10초 이상 터미널이 떨어지지 않음. {krane.vm.name} 이 맞는지 확인. amphora- 로 시작하는 VM 은 ping 만 되면 정상.',
    ],
    mitigate: [
      "`gapi stop {krane.vm.name}` → `ping {krane.vm.name}` 으로 핑이 안 가는 것을 확인.",
      "`gapi start {krane.vm.name}` → 조금 기다린 후 ssh 접속 테스트. (느리지만 한 번에: `gapi restart {krane.vm.name}`)",
      "`gapi show {krane.vm.name}` 으로 active, ping, ssh true 확인.",
      "처리 완료 후 infra.mc(관제)에 문제가 된 VM 1대의 이름을 정확히 알려 그 VM 의 담당자만 해당 TMS 티켓에 코멘트 형태로 멘션되도록 진행. 장애공지는 하지 않음.",
      "해결되지 않으면 PM 행업과 동일하게 처리: 공지 → `gapi stop {host.name}` → PM 재부팅 → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 true 인지 확인(4.4).",
    ],
    escalate:
      "PM 재부팅 후에도 안 되면 운영서버는 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발서버는 아지트 멘션으로만 @@krane.oncall 상황 공유. 운영 PM 에 DB 서버가 있으면 DB 온콜에 바로 연락. 티켓은 DCEng 가 종료.",
    reference: "장애처리 매뉴얼 4.5, 4.2 (VM 행업), 4.4 (PM 행업), 5.5.1 (멘션 대상).",
  },
});
