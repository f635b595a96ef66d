import { defineRunbook } from "../core/index.ts";

/** Kernel: admin-guide/kernel-parameters (tsc=), virt/kvm/x86/timekeeping; manual 4.6. */
export default defineRunbook({
  id: "clock-unstable",
  en: {
    title: "Clock source of the host is unstable",
    impact:
      "{host.name} reads the time from a slower device (hpet, acpi_pm): all guests get slower, those with many time stamps (DB) most; their clocks may jump. Guests started since then have no stable TSC.",
    verify: [
      "`cat /sys/devices/system/clocksource/clocksource0/current_clocksource`: tsc is well, hpet or acpi_pm is not.",
      "`chronyc tracking`: is the host's own time right?",
      "`dmesg -T | grep -iE 'tsc|clocksource|soft lockup|NMI'`: did a lockup or a firmware interrupt (SMI) hold the CPUs at that moment? Then that is the cause.",
    ],
    mitigate: [
      "No notice at night. The clock source does not come back by itself: it takes a reboot, in office hours.",
      "Reboot as for a part that is not urgent: notice, `gapi stop {host.name}`, reboot, `gapi start {host.name}`, `gapi show {host.name}` until all guests are true.",
      "Again after the reboot: update firmware and BIOS; then have the mainboard checked.",
    ],
    escalate:
      "Guests complain about slow or jumping time: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours. Again after the reboot: DCEng, as a part.",
    reference: "Manual 4.6 (not urgent), 8.2 (firmware). Kernel documentation: timekeeping of KVM, parameter tsc=.",
  },
  ko: {
    title: "PM 클럭 소스 불안정",
    impact:
      "{host.name} 이 느린 장치(hpet, acpi_pm)에서 시간을 읽음: 모든 VM 이 느려지며 시각 조회가 많은 VM(DB)이 가장 큰 영향. VM 시각이 튈 수 있음. 이후 시작된 VM 은 안정적인 TSC 를 쓰지 못함.",
    verify: [
      "`cat /sys/devices/system/clocksource/clocksource0/current_clocksource` 가 tsc 이면 정상, hpet 이나 acpi_pm 이면 비정상.",
      "`chronyc tracking` 으로 PM 자체의 시각이 맞는지 확인.",
      "`dmesg -T | grep -iE 'tsc|clocksource|soft lockup|NMI'` 로 같은 시각에 lockup 이나 펌웨어 인터럽트(SMI)가 있었는지 확인. 있으면 그것이 원인.",
    ],
    mitigate: [
      "야간 공지 없음. 클럭 소스는 스스로 복구되지 않으므로 주간에 재부팅 필요.",
      "급하지 않은 파트 장애와 동일하게 재부팅: 공지 → `gapi stop {host.name}` → 재부팅 → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 true 인지 확인.",
      "재부팅 후에도 반복되면 펌웨어, BIOS 업데이트 후 메인보드 점검.",
    ],
    escalate:
      "VM 에서 시각 지연이나 튐이 보고되면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션. 재부팅 후에도 반복되면 DCEng 가 파트 장애로 처리.",
    reference: "장애처리 매뉴얼 4.6 (급하지 않은 파트 장애), 8.2 (펌웨어). 커널 문서: KVM timekeeping, tsc= 파라미터.",
  },
});
