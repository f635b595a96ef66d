import { defineRunbook } from "../core/index.ts";

/** Manual 8.2, 2.c, and the boot parameters of its example. */
export default defineRunbook({
  id: "power-saving",
  en: {
    title: "CPUs save power",
    impact:
      "Guests of {host.name} run, but answer late: a CPU needs up to 0.1 ms to wake from a deep idle state, and runs slower than it could while its frequency is scaled.",
    verify: [
      "`krane-agent check --only cpu-idle cpu-frequency` on {host.name}: what firmware, boot parameters and the kernel say; cause: {krane.feature.cause}.",
      "`grep . /sys/devices/system/cpu/cpu0/cpuidle/state*/{name,time}` twice, some seconds apart: the times of C1E, C6 and deeper must stay as they are.",
      "`cat /sys/devices/system/cpu/cpufreq/policy*/scaling_governor | sort | uniq -c`; with cpufreq.off=1 there is no such file, which is right.",
      "`cat /proc/cmdline`: `intel_idle.max_cstate=0 processor.max_cstate=1 intel_pstate=disable cpufreq.off=1`. The first alone is not enough: acpi_idle takes over with the deep states.",
    ],
    mitigate: [
      "Until the next reboot: `for f in /sys/devices/system/cpu/cpu*/cpuidle/state[2-9]/disable; do echo 1 > $f; done` and `for f in /sys/devices/system/cpu/cpufreq/policy*/scaling_governor; do echo performance > $f; done`.",
      "For good: add the missing boot parameters ({krane.feature.setting}) in /etc/default/grub, `update-grub`; they take effect with the next planned reboot.",
      "In firmware, at that reboot: C-states, P-states (SpeedStep, HWP) and other power saving off (8.2). intel_idle ignores the C-state switch, so the parameters are needed all the same.",
      "After the reboot `krane-agent check --only cpu-idle cpu-frequency`, and `gapi show {host.name}` until every guest is active, ping and ssh true.",
    ],
    escalate:
      "Not urgent: office hours. A reboot of the host needs the notice of infra.mc first. Many hosts of one region alike: SE, as the OS template may have lost the parameters.",
    reference:
      "Manual 8.2 2.c (C-states, P-states, other power saving off), 8.3 (boot parameters come with the Karas template).",
  },
  ko: {
    title: "CPU 절전 기능 사용 중",
    impact:
      "{host.name} 의 VM 은 동작하나 응답이 늦어짐: 깊은 C-state 에서 깨어나는 데 최대 0.1 ms 가 걸리고, 클럭 조절 중에는 CPU 가 최대 성능을 내지 못함.",
    verify: [
      "{host.name} 에서 `krane-agent check --only cpu-idle cpu-frequency` 실행: BIOS, 부팅 파라미터, 커널 상태 확인. 원인: {krane.feature.cause}.",
      "`grep . /sys/devices/system/cpu/cpu0/cpuidle/state*/{name,time}` 를 몇 초 간격으로 두 번 실행: C1E, C6 이상의 time 값이 늘지 않아야 정상.",
      "`cat /sys/devices/system/cpu/cpufreq/policy*/scaling_governor | sort | uniq -c` 확인. cpufreq.off=1 이면 파일이 없는 것이 정상.",
      "`cat /proc/cmdline` 에 `intel_idle.max_cstate=0 processor.max_cstate=1 intel_pstate=disable cpufreq.off=1` 이 있는지 확인. 첫 번째만 있으면 acpi_idle 이 깊은 C-state 를 그대로 사용함.",
    ],
    mitigate: [
      "재부팅 전 임시 조치: `for f in /sys/devices/system/cpu/cpu*/cpuidle/state[2-9]/disable; do echo 1 > $f; done`, `for f in /sys/devices/system/cpu/cpufreq/policy*/scaling_governor; do echo performance > $f; done`.",
      "영구 조치: /etc/default/grub 에 빠진 부팅 파라미터({krane.feature.setting})를 추가하고 `update-grub` 실행. 다음 계획된 재부팅 때 적용됨.",
      "재부팅 시 BIOS 에서 C-state, P-state(SpeedStep, HWP), 기타 저전력모드 비활성화(8.2). intel_idle 은 BIOS 의 C-state 설정을 무시하므로 부팅 파라미터도 반드시 필요함.",
      "재부팅 후 `krane-agent check --only cpu-idle cpu-frequency` 실행, `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인.",
    ],
    escalate:
      "긴급하지 않으므로 주간 업무시간에 처리. PM 재부팅 전에는 반드시 infra.mc(관제)에 장애공지 요청. 같은 리전의 여러 PM 에서 동일하면 OS 템플릿의 파라미터 누락 가능성이 있으므로 SE 에 문의.",
    reference:
      "장애처리 매뉴얼 8.2 2.c (Cstate, Pstate, 기타 저전력모드 비활성화), 8.3 (커널 파라미터는 Karas 템플릿에 포함).",
  },
});
