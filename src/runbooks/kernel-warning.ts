import { defineRunbook } from "../core/index.ts";

/** Kernel: a WARN_ON goes on (include/asm-generic/bug.h); it is the first sign of a fault more often than the fault. */
export default defineRunbook({
  id: "kernel-warning",
  en: {
    title: "The kernel warned of a state that it did not expect",
    impact:
      "Nothing has stopped. The same warning again and again, or an oops behind it, is a fault in the making on {host.name}.",
    verify: [
      "`krane-agent scan --since 24h`: how often {krane.kernel.report.title} came, and what came before and after it.",
      "`krane-agent check --only kernel-taint,memory,disk-health,nic`: does a part of the host show errors as well?",
      "`gapi show {host.name}`: all guests active, ping and ssh true?",
    ],
    mitigate: [
      "Once, and all well: nothing to do tonight; note the title and the kernel release {os.version} in the ticket.",
      "Again and again, or with errors of a part: hand over to office hours with `krane-agent capture /var/tmp/{host.name}.tar.gz`.",
      "Guests affected: treat it as 4.2 (one guest) or 4.4 (three or more).",
    ],
    escalate: "Guests affected on prod: compute-platform on-call (@@krane.oncall ). Else office hours.",
    reference: "Manual 4.2, 4.4; kernel: Documentation/admin-guide/tainted-kernels.rst (W).",
  },
  ko: {
    title: "커널이 예상하지 못한 상태를 경고한 경우(WARNING)",
    impact: "멈춘 것은 없음. 같은 경고가 반복되거나 뒤이어 oops 가 나오면 {host.name} 에서 장애가 진행 중인 것임.",
    verify: [
      "`krane-agent scan --since 24h` 로 {krane.kernel.report.title} 의 횟수와 전후 로그 확인.",
      "`krane-agent check --only kernel-taint,memory,disk-health,nic` 으로 부품 오류가 함께 있는지 확인.",
      "`gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 가 true 인지 확인.",
    ],
    mitigate: [
      "1회이고 모두 정상이면 야간 조치 없음. 보고 제목과 커널 버전 {os.version} 을 티켓에 기록.",
      "반복되거나 부품 오류가 있으면 `krane-agent capture /var/tmp/{host.name}.tar.gz` 와 함께 주간 담당자에게 인계.",
      "VM 이 영향받았으면 1대는 4.2, 3대 이상은 4.4 로 처리.",
    ],
    escalate: "운영 VM 이 영향받았으면 컴퓨팅플랫폼 온콜(@@krane.oncall ), 아니면 주간 처리.",
    reference: "장애처리 매뉴얼 4.2, 4.4; 커널 문서 tainted-kernels (W).",
  },
});
