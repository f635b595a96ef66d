import { defineRunbook } from "../core/index.ts";

/** Not in the manual: what a step of the clock does to logs, certificates and guests. */
export default defineRunbook({
  id: "clock-stepped",
  en: {
    title: "The wall clock of a host was set",
    impact:
      "Guests run on. Times in the logs of {host.name} before and after the step ({krane.clock.step_seconds} s) do not fit together, certificates may count as not yet valid or expired, and guests that follow their host's clock jump as well.",
    verify: [
      "`chronyc tracking` and `chronyc sources -v` (or `timedatectl timesync-status`): is the clock in step with its servers now, and by how much was it off?",
      "`journalctl -u chrony -u ntp -u systemd-timesyncd --since -1h`: did NTP step the clock, or somebody by hand (`last`, shell history)?",
      "`hwclock --show`: a clock of the board that is wrong steps the host again at its next boot.",
    ],
    mitigate: [
      "Out of step: restart the time service, then `chronyc tracking` until the offset is below a second.",
      "Board's clock wrong: `hwclock --systohc` once the system clock is right; a battery that is empty is a part to be replaced in office hours (4.6).",
      "Read logs across the step by the kernel's uptime, not by the wall clock.",
    ],
    escalate: "Office hours, to the system engineers; several hosts at once point to the time servers: at once.",
    reference: "clock_gettime(2) (CLOCK_BOOTTIME); manual 4.6 (part, not urgent).",
  },
  ko: {
    title: "PM 의 시스템 시각이 변경됨",
    impact:
      "VM 은 계속 동작. {host.name} 로그의 시각은 변경({krane.clock.step_seconds}초) 전후가 서로 맞지 않으며, 인증서가 유효 기간 밖으로 판정될 수 있고 PM 시계를 따르는 VM 의 시각도 함께 바뀜.",
    verify: [
      "`chronyc tracking`, `chronyc sources -v` (또는 `timedatectl timesync-status`): 현재 동기화 여부와 오차 확인.",
      "`journalctl -u chrony -u ntp -u systemd-timesyncd --since -1h`: NTP 가 변경했는지, 사람이 변경했는지(`last`, 셸 이력) 확인.",
      "`hwclock --show`: 메인보드 시계가 틀리면 다음 부팅 때 시각이 다시 어긋남.",
    ],
    mitigate: [
      "동기화가 안 되어 있으면 시간 서비스를 재시작하고 오차가 1초 미만이 될 때까지 `chronyc tracking` 으로 확인.",
      "메인보드 시계가 틀린 경우: 시스템 시각이 맞은 후 `hwclock --systohc`. 배터리 방전이면 업무 시간에 부품 교체(4.6).",
      "변경 전후의 로그는 시각이 아니라 커널 uptime 기준으로 비교.",
    ],
    escalate: "업무 시간에 SE 에게 공유. 여러 PM 에서 동시에 발생하면 시간 서버 문제이므로 즉시 공유.",
    reference: "clock_gettime(2) (CLOCK_BOOTTIME), 장애처리 매뉴얼 4.6 (긴급하지 않은 부품).",
  },
});
