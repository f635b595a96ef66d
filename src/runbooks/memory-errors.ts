import { defineRunbook } from "../core/index.ts";

/** Manual 4.7 (memory errors by their count), 4.8 (replacement), 4.1 (DB guests). */
export default defineRunbook({
  id: "memory-errors",
  en: {
    title: "Memory of the host has errors, or is missing",
    impact:
      "Corrected errors hurt no guest of {host.name}. An uncorrected one kills the guest that holds the page, or the host. Missing memory: guests that fit before no longer start.",
    verify: [
      "`krane-agent check --only memory`: which module, how many errors since the watch began and since boot.",
      "`grep . /sys/devices/system/edac/mc/mc*/{dimm,rank}*/dimm_*e_count` and `ipmitool sel elist | grep -i ecc`.",
      "The count of the TMS ticket decides (4.7); the agent's count only approximates it.",
      "Missing memory: `dmidecode -t memory | grep -E 'Locator|Size'` against `free -g`; the BMC names a module that training switched off. Mirroring and spare ranks in the firmware setup hide memory as well, `mem=` on /proc/cmdline does.",
      "`gapi show {host.name}`: are guests affected?",
    ],
    mitigate: [
      "Guests fine: hand over to office hours, no notice at night.",
      "Ticket count below 10: watch; after 24 h close the ticket without action.",
      "Ticket count 10 or more: in office hours have infra.mc post the notice. Prod with DB guests: DBA acts first.",
      "`gapi stop {host.name}`, power off, replace the module from the spare pool, power on, `krane-agent check --only memory`, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true, completion notice.",
      "Three or more such replacements of one host within a month: replace the box, then set all of 8.2.",
      "Uncorrected errors with guests affected: at once, as 4.8: notice, `gapi stop {host.name}` while the host is alive, power off, replace.",
    ],
    escalate:
      "Infra.mc (control room) before any work. Guests of a prod DB affected already: DB on-call at once. Errors go on with a new module: board or CPU, replace the box; prod: call compute-platform on-call (@@krane.oncall ), dev: mention in office hours.",
    reference:
      "Manual 4.7 (single-bit errors, HW-MC-ERROR), 4.8 (urgent parts), 4.1 (DB guests), 8.2 (after a box swap).",
  },
  ko: {
    title: "PM 메모리 오류 또는 누락",
    impact:
      "정정된 오류는 {host.name} 의 VM 에 영향 없음. 정정 불가 오류는 해당 페이지를 쓰던 VM 또는 PM 전체를 중단시킴. 메모리 누락 시에는 기존에 들어가던 VM 이 시작되지 않음.",
    verify: [
      "`krane-agent check --only memory`: 어느 메모리에서 몇 건인지, 감시 시작 이후와 부팅 이후 건수 확인.",
      "`grep . /sys/devices/system/edac/mc/mc*/{dimm,rank}*/dimm_*e_count`, `ipmitool sel elist | grep -i ecc` 확인.",
      "판단 기준은 TMS 의 ticket count 이며(4.7), 에이전트의 건수는 근사치임.",
      "메모리 누락: `dmidecode -t memory | grep -E 'Locator|Size'` 과 `free -g` 를 비교. 부팅 중 제외된 메모리는 BMC 에 표시됨. BIOS 의 미러링, 스페어 랭크나 /proc/cmdline 의 `mem=` 도 메모리를 줄임.",
      "`gapi show {host.name}` 으로 영향받은 VM 이 있는지 확인.",
    ],
    mitigate: [
      "VM 에 이상이 없으면 infra.mc(관제)에 주간처리 공유, 야간 공지는 하지 않음.",
      "ticket count 10 미만: 모니터링 후 24시간이 지나면 조치 없이 티켓 완료 처리.",
      "ticket count 10 이상: 주간에 관제에 공지 요청. 운영에 DB 서버가 있으면 DBA 가 먼저 조치.",
      "`gapi stop {host.name}` → PM poweroff → forfault 장비로 메모리 교체 → power on → `krane-agent check --only memory` → `gapi start {host.name}` → `gapi show {host.name}` (active, ping, ssh 칼럼 true 확인) → 완료 공지.",
      "1개월 내 3회 이상 해당 조치가 진행된 서버는 박스교체 후 8.2 전체 설정.",
      "정정 불가 오류로 VM 이 영향받으면 4.8 과 같이 바로 조치: 장애공지 → PM 이 동작 중이면 `gapi stop {host.name}` → poweroff → 교체.",
    ],
    escalate:
      "작업 전 반드시 infra.mc(관제)에 알림. 운영 DB 서버가 이미 영향받은 경우 DB 온콜에 바로 연락. 메모리를 교체해도 오류가 계속되면 보드 또는 CPU 문제이므로 박스교체, 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션.",
    reference:
      "장애처리 매뉴얼 4.7 (Single Bit Error, HW-MC-ERROR), 4.8 (긴급 파트 장애), 4.1 (DB 서버 확인), 8.2 (박스교체 후 설정).",
  },
});
