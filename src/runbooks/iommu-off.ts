import { defineRunbook } from "../core/index.ts";

/** Manual 8.2, 1.b, 1.c.ii and 1.c.iv; 4.6 for the order of work, 4.8 for the board swap. */
export default defineRunbook({
  id: "iommu-off",
  en: {
    title: "The IOMMU is not as it should be",
    impact:
      "No PCI device and no virtual function of {host.name} can be given to a guest while the IOMMU or its interrupt remapping is off. With translated domains every DMA of the host itself costs more. Guests without such devices run as before.",
    verify: [
      "`krane-agent check --only iommu`: firmware {krane.feature.firmware}, boot parameters {krane.feature.configured}, running {krane.feature.effective}; cause: {krane.feature.cause}.",
      "Firmware: `ls /sys/firmware/acpi/tables/ | grep -E 'DMAR|IVRS'`. DMAR is VT-d, IVRS is AMD-Vi; neither means off in the firmware setup.",
      "Running: `ls /sys/class/iommu/` (dmar0 Intel, ivhd0 AMD; empty is off), `cat /sys/kernel/iommu_groups/*/type | sort | uniq -c` (identity is passthrough, DMA is translated), `grep -c IR- /proc/interrupts` (0 is no interrupt remapping).",
      "Parameters: `grep -oE '(intel_iommu|amd_iommu|iommu|intremap)[^ ]*' /proc/cmdline`. Of intel_iommu= the last counts; iommu=off holds whatever follows it; amd_iommu=on is no parameter of the kernel.",
      "The greps of the manual mislead: `Default domain type: Passthrough` is printed on hosts without any VT-d when the parameter is there, all lines of dmesg are gone once the ring has rotated, and empty groups do not mean that the BIOS has it off.",
    ],
    mitigate: [
      "Not urgent while no guest needs a device: hand over to office hours. Any change needs a reboot, so it goes with the next planned work on this host.",
      "First: infra.mc posts the notice; prod: have the DB guests checked; `gapi stop {host.name}`.",
      "Cause firmware: reboot into the firmware setup. Intel: Advanced > Chipset / North Bridge > IIO > Intel VT for Directed I/O (VT-d): Enabled, with Interrupt Remapping; AMD: Advanced > AMD CBS > NBIO > IOMMU: Enabled. After a mainboard swap all of 8.2 has to be set again.",
      "Cause cmdline: /etc/default/grub, GRUB_CMDLINE_LINUX: `intel_iommu=on iommu=pt` (Intel) or `iommu=pt` (AMD), and take iommu=off, intel_iommu=off, amd_iommu=off and intremap=off out; then `update-grub` and reboot. CPUs that the site's profile exempts need firmware's VT-d alone.",
      "Cause driver: `dmesg | grep -E 'DMAR|AMD-Vi'` right after the reboot names what the kernel refused; firmware update.",
      "`krane-agent check --only bios`, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true, completion notice.",
    ],
    escalate:
      "Nobody at night, unless guests with devices of their own do not start: prod: call compute-platform on-call (@@krane.oncall ). Off with the firmware set right: mention @@krane.oncall in office hours.",
    reference: "Manual 8.2 1.b, 1.c.ii (VT-d) and 1.c.iv (passthrough), 4.6 (order of planned work), 4.8 (board swap).",
  },
  ko: {
    title: "IOMMU 상태 이상",
    impact:
      "IOMMU 나 인터럽트 리매핑이 꺼져 있는 동안 {host.name} 의 PCI 장치와 VF(SR-IOV)를 VM 에 할당할 수 없음. 도메인이 translated 이면 PM 자체의 DMA 비용이 커짐. 장치를 할당받지 않은 VM 은 영향 없음.",
    verify: [
      "`krane-agent check --only iommu`: 펌웨어(BIOS) {krane.feature.firmware}, 부팅 파라미터 {krane.feature.configured}, 실제 동작 {krane.feature.effective}, 원인 {krane.feature.cause}.",
      "펌웨어: `ls /sys/firmware/acpi/tables/ | grep -E 'DMAR|IVRS'`. DMAR 은 VT-d, IVRS 는 AMD-Vi 이며 둘 다 없으면 BIOS 에서 꺼진 것.",
      "실제 동작: `ls /sys/class/iommu/` (dmar0 인텔, ivhd0 AMD, 비어 있으면 꺼짐), `cat /sys/kernel/iommu_groups/*/type | sort | uniq -c` (identity 는 passthrough, DMA 는 translated), `grep -c IR- /proc/interrupts` (0 이면 인터럽트 리매핑 꺼짐).",
      "부팅 파라미터: `grep -oE '(intel_iommu|amd_iommu|iommu|intremap)[^ ]*' /proc/cmdline`. intel_iommu= 는 마지막 값이 적용되고, iommu=off 는 뒤에 무엇이 와도 유지되며, amd_iommu=on 은 커널에 없는 값.",
      "매뉴얼의 grep 은 틀릴 수 있음: `Default domain type: Passthrough` 는 VT-d 가 없어도 파라미터만 있으면 출력되고, 링버퍼가 밀려나면 dmesg 출력이 없으며, iommu_groups 가 비어 있어도 BIOS 에서 꺼진 것은 아님.",
    ],
    mitigate: [
      "장치 할당이 필요한 VM 이 없으면 급하지 않으므로 주간처리로 인계. 재부팅이 필요하므로 해당 PM 의 다음 작업 때 함께 진행.",
      "먼저 infra.mc(관제)에 장애공지 요청, 운영은 DB 서버 유무 확인 후 `gapi stop {host.name}`.",
      "원인이 firmware: 재부팅하여 BIOS 설정 진입. 인텔은 Advanced > Chipset / North Bridge > IIO > Intel VT for Directed I/O (VT-d): Enabled 및 Interrupt Remapping, AMD 는 Advanced > AMD CBS > NBIO > IOMMU: Enabled. 메인보드 교체 시에는 8.2 전체를 다시 설정.",
      "원인이 cmdline: /etc/default/grub 의 GRUB_CMDLINE_LINUX 에 `intel_iommu=on iommu=pt`(인텔) 또는 `iommu=pt`(AMD)를 넣고 iommu=off, intel_iommu=off, amd_iommu=off, intremap=off 를 제거한 뒤 `update-grub` 실행 및 재부팅. 프로필에서 제외된 구형 CPU 는 BIOS 의 VT-d 만 켜져 있으면 됨.",
      "원인이 driver: 재부팅 직후 `dmesg | grep -E 'DMAR|AMD-Vi'` 로 커널이 거부한 이유 확인, 펌웨어 업데이트 검토.",
      "`krane-agent check --only bios` → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인 → 완료 공지.",
    ],
    escalate:
      "야간에는 연락하지 않음. 단, 장치를 할당받은 VM 이 시작되지 않으면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출. BIOS 설정이 정상인데도 꺼져 있으면 주간에 아지트에서 @@krane.oncall 멘션.",
    reference:
      "장애처리 매뉴얼 8.2 1.b, 1.c.ii (VT-d), 1.c.iv (passthrough), 4.6 (작업 순서), 4.8 (박스/메인보드 교체).",
  },
});
