import { defineRunbook } from "../core/index.ts";

/** Manual 8.2, 1.b and 1.c.iii. */
export default defineRunbook({
  id: "x2apic-off",
  en: {
    title: "x2apic is off",
    impact:
      "Guests of {host.name} run, but their interrupts cost more. CPUs with an APIC id beyond 254 cannot be used at all.",
    verify: [
      "`krane-agent check --only x2apic`: firmware {krane.feature.firmware}, boot parameters {krane.feature.configured}, running {krane.feature.effective}; cause: {krane.feature.cause}.",
      "`dmesg -T | grep -iE 'x2apic enabled|x2apic: enabled'`. No line may only mean that the ring buffer has rotated, and `AMD-Vi: X2APIC enabled` is not about the CPU.",
      "`dmesg -T | grep DMAR-IR`: `x2apic is disabled because BIOS sets x2apic opt out bit` is a firmware setting.",
      "`grep -oE 'nox2apic|intremap=[a-z_,0-9]+' /proc/cmdline`.",
    ],
    mitigate: [
      "Not urgent: hand over to office hours. The change needs a reboot, so it goes with the next planned work on this host.",
      "Cause firmware: enable x2apic, and VT-d with it, in the firmware setup. After a mainboard swap set all of 8.2.",
      "Cause cmdline: take `nox2apic` or `intremap=off` out of the boot parameters, `update-grub`.",
      "Order of work: notice, `gapi stop {host.name}`, change, reboot, `krane-agent check --only x2apic`, `gapi start {host.name}`, `gapi show {host.name}`, completion notice.",
    ],
    escalate:
      "Nobody at night. Prod with DB guests: DBA acts before the host is stopped. Still off with the firmware set right: mention @@krane.oncall in office hours.",
    reference: "Manual 8.2 1.b and 1.c.iii (x2apic), 4.6 (order of planned work).",
  },
  ko: {
    title: "x2apic 꺼짐",
    impact: "{host.name} 의 VM 은 동작하나 인터럽트 처리 비용이 커짐. APIC ID 가 254 를 넘는 CPU 는 사용할 수 없음.",
    verify: [
      "`krane-agent check --only x2apic`: 펌웨어(BIOS) {krane.feature.firmware}, 부팅 파라미터 {krane.feature.configured}, 실제 동작 {krane.feature.effective}, 원인 {krane.feature.cause}.",
      "`dmesg -T | grep -iE 'x2apic enabled|x2apic: enabled'`. 출력이 없어도 링버퍼가 밀려난 것일 수 있으며, `AMD-Vi: X2APIC enabled` 는 CPU 의 x2apic 이 아님.",
      "`dmesg -T | grep DMAR-IR`: `x2apic is disabled because BIOS sets x2apic opt out bit` 가 있으면 BIOS 설정 문제.",
      "`grep -oE 'nox2apic|intremap=[a-z_,0-9]+' /proc/cmdline` 으로 부팅 파라미터 확인.",
    ],
    mitigate: [
      "급하지 않으므로 주간처리로 인계. 재부팅이 필요하므로 해당 PM 의 다음 작업 때 함께 진행.",
      "원인이 firmware: BIOS 에서 x2apic 과 VT-d 를 활성화. 메인보드 교체 시에는 8.2 전체를 다시 설정.",
      "원인이 cmdline: 부팅 파라미터에서 `nox2apic` 또는 `intremap=off` 를 제거하고 `update-grub` 실행.",
      "작업 순서: 작업 공지 → `gapi stop {host.name}` → 설정 변경 및 재부팅 → `krane-agent check --only x2apic` → `gapi start {host.name}` → `gapi show {host.name}` (ping, ssh 칼럼 확인) → 완료 공지.",
    ],
    escalate:
      "야간에는 연락하지 않음. 운영 PM 에 DB 서버가 있으면 PM 중지 전에 DBA 가 먼저 조치. BIOS 설정이 정상인데도 꺼져 있으면 주간에 아지트에서 @@krane.oncall 멘션.",
    reference: "장애처리 매뉴얼 8.2 1.b, 1.c.iii (x2apic), 4.6 (작업 순서).",
  },
});
