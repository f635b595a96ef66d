import { defineRunbook } from "../core/index.ts";

/** Manual 4.8 for the swap of a CPU or a board, 8.2 for what follows it. */
export default defineRunbook({
  id: "cpu-uneven",
  en: {
    title: "CPUs differ in microcode or clock",
    impact:
      "Guests of {host.name} run. Different microcode: guests may fail to start or to be moved, and fixes for the CPU are not on all of it. A slow clock: everything that asks for the time gets slow, most of all network and disk of the guests.",
    verify: [
      "`krane-agent check --only microcode clocksource` on {host.name}.",
      "`grep -h microcode /proc/cpuinfo | sort | uniq -c`: one line is right.",
      "`cat /sys/devices/system/clocksource/clocksource0/*_clocksource`: tsc is right.",
      "`dmesg -T | grep -iE 'microcode|tsc|clocksource'`: since when, and why the TSC is taken for unstable.",
    ],
    mitigate: [
      "Microcode: `apt list --installed intel-microcode amd64-microcode`, install what is missing and `update-initramfs -u`; the kernel loads it into all CPUs at the next boot.",
      "Still different after that boot: the packages are not of the same stepping (`grep -h stepping /proc/cpuinfo | sort | uniq -c`), so one CPU was swapped for another kind: replace it (4.8).",
      "Clock, and tsc is among the available ones: `echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource`.",
      "Clock, and tsc is not available: update the firmware, then a cold start (power off, not reboot), which starts the TSCs of all packages together.",
      "Each reboot: notice of infra.mc first, `gapi stop {host.name}`, the work, `gapi start {host.name}`, `gapi show {host.name}`.",
    ],
    escalate:
      "Not urgent: office hours. The TSC unstable again after a cold start with new firmware: mainboard (4.8). Guests that cannot be moved: compute-platform (@@krane.oncall ).",
    reference: "Manual 4.8 (CPU, mainboard), 8.2 (firmware after a swap).",
  },
  ko: {
    title: "CPU 간 마이크로코드 또는 클럭 불일치",
    impact:
      "{host.name} 의 VM 은 동작함. 마이크로코드가 다르면 VM 시작이나 이전에 실패할 수 있고 CPU 취약점 패치가 일부 CPU 에만 적용됨. 클럭 소스가 느리면 시각을 조회하는 모든 작업, 특히 VM 의 네트워크와 디스크가 느려짐.",
    verify: [
      "{host.name} 에서 `krane-agent check --only microcode clocksource` 실행.",
      "`grep -h microcode /proc/cpuinfo | sort | uniq -c`: 한 줄이면 정상.",
      "`cat /sys/devices/system/clocksource/clocksource0/*_clocksource`: tsc 이면 정상.",
      "`dmesg -T | grep -iE 'microcode|tsc|clocksource'`: 언제부터, 왜 TSC 가 unstable 로 표시되었는지 확인.",
    ],
    mitigate: [
      "마이크로코드: `apt list --installed intel-microcode amd64-microcode` 로 확인 후 없으면 설치하고 `update-initramfs -u` 실행. 다음 부팅 때 모든 CPU 에 적용됨.",
      "부팅 후에도 다르면 CPU stepping 이 서로 다른 것(`grep -h stepping /proc/cpuinfo | sort | uniq -c`)으로, 다른 종류의 CPU 로 교체된 상태이므로 같은 CPU 로 재교체(4.8).",
      "클럭: 사용 가능한 목록에 tsc 가 있으면 `echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource`.",
      "클럭: 목록에 tsc 가 없으면 BIOS 업데이트 후 콜드 부팅(재부팅이 아닌 전원 off/on). 모든 소켓의 TSC 가 함께 초기화됨.",
      "재부팅할 때마다: 먼저 infra.mc(관제)에 장애공지 요청, `gapi stop {host.name}` → 작업 → `gapi start {host.name}` → `gapi show {host.name}` 확인.",
    ],
    escalate:
      "긴급하지 않으므로 주간 업무시간에 처리. BIOS 업데이트와 콜드 부팅 후에도 TSC 가 다시 unstable 이면 메인보드 교체(4.8). VM 이전이 안 되면 컴퓨팅플랫폼(@@krane.oncall )에 문의.",
    reference: "장애처리 매뉴얼 4.8 (CPU, 메인보드), 8.2 (교체 후 BIOS 설정).",
  },
});
