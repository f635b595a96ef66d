import { defineRunbook } from "../core/index.ts";

/** Manual 4.2, 4.5, 5.5.1; the qemu log says what the kernel's does not. */
export default defineRunbook({
  id: "guest-crashed",
  en: {
    title: "qemu of one guest crashed, was paused or was kept from something",
    impact:
      "One guest of {host.name} ({krane.vm.name}) is off, paused or cannot use a device; the others run on. Three or more is case 4.4.",
    verify: [
      "`virsh list --all` on the host: which guest is `shut off`, `crashed` or `paused` although it should run? `gapi show {host.name}`: which one is not true?",
      "`tail -50 /var/log/libvirt/qemu/<domain>.log`: `KVM internal error`, `KVM: entry failed` or `shutting down, reason=crashed` names the guest and the cause.",
      "Denied by AppArmor: which path does the line name? A volume, an image or /etc/ceph: it matters. /run/udev or /proc: it does not.",
      "`dmesg -T`: hardware errors of the same minute (memory, machine check)? Then the part comes first.",
    ],
    mitigate: [
      "`gapi stop {krane.vm.name}`, then `ping {krane.vm.name}` until it no longer answers.",
      "`gapi start {krane.vm.name}`, wait a little, then try ssh; `gapi show {krane.vm.name}`: active, ping and ssh true.",
      "Denied access that keeps a guest from starting: `aa-status`, and `systemctl reload apparmor` after its rule was corrected; do not switch AppArmor off.",
      "Tell infra.mc (control room) the exact name of that one guest, so that only its owner is mentioned, as a comment on the TMS ticket. No fault notice.",
    ],
    escalate:
      "Crashes again, or a second guest: keep the kernel's line, the qemu log and `dpkg -l 'qemu*'`; prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours. A DB guest: DB on-call at once.",
    reference: "Manual 4.2 (guest hang), 4.5 (one guest), 4.4 (host), 5.5.1 (whom to mention).",
  },
  ko: {
    title: "VM 1대의 qemu 비정상 종료, 일시정지 또는 접근 거부",
    impact:
      "{host.name} 의 VM 1대({krane.vm.name})가 꺼졌거나 일시정지되었거나 장치를 쓰지 못함. 나머지 VM 은 정상. 3대 이상이면 4.4 로 처리.",
    verify: [
      "PM 에서 `virsh list --all` 로 실행 중이어야 하는데 `shut off`, `crashed`, `paused` 인 VM 확인. `gapi show {host.name}` 에서 true 가 아닌 VM 확인.",
      "`tail -50 /var/log/libvirt/qemu/<domain>.log` 에서 `KVM internal error`, `KVM: entry failed`, `shutting down, reason=crashed` 로 VM 과 원인 확인.",
      "AppArmor 거부이면 로그의 경로 확인. 볼륨, 이미지, /etc/ceph 이면 조치 필요. /run/udev, /proc 이면 영향 없음.",
      "`dmesg -T` 에서 같은 시각의 하드웨어 오류(메모리, machine check) 확인. 있으면 파트 장애를 먼저 처리.",
    ],
    mitigate: [
      "`gapi stop {krane.vm.name}` → `ping {krane.vm.name}` 으로 핑이 안 가는 것을 확인.",
      "`gapi start {krane.vm.name}` → 조금 기다린 후 ssh 접속 테스트 → `gapi show {krane.vm.name}` 으로 active, ping, ssh true 확인.",
      "접근 거부로 VM 이 시작되지 않으면 `aa-status` 확인, 규칙 수정 후 `systemctl reload apparmor`. AppArmor 를 끄지 말 것.",
      "infra.mc(관제)에 문제가 된 VM 1대의 이름을 정확히 알려 그 VM 의 담당자만 해당 TMS 티켓에 코멘트 형태로 멘션되도록 진행. 장애공지는 하지 않음.",
    ],
    escalate:
      "반복되거나 다른 VM 에서도 발생하면 커널 로그, qemu 로그, `dpkg -l 'qemu*'` 결과를 보관하고 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션. DB 서버이면 DB 온콜에 바로 연락.",
    reference: "장애처리 매뉴얼 4.2 (VM 행업), 4.5 (VM 1대), 4.4 (PM 행업), 5.5.1 (멘션 대상).",
  },
});
