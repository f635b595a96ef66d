import { defineRunbook } from "../core/index.ts";

/** Manual 4.6 (fan, not urgent), 4.8 (urgent). */
export default defineRunbook({
  id: "overheating",
  en: {
    title: "The host is too hot",
    impact:
      "CPUs of {host.name} slow down, so all its guests do. Above the critical limit the host powers itself off, and all guests with it.",
    verify: [
      "`krane-agent check --only thermal` on {host.name}: hot zones {krane.thermal.hot_zones}, slow-downs since boot {krane.thermal.throttled_since_boot}.",
      "`grep . /sys/class/thermal/thermal_zone*/{type,temp}` (thousandths of a degree).",
      "`dmesg -T | grep -i 'temperature'`: when the CPUs were slowed down.",
      "`ipmitool sdr type Fan`, `ipmitool sdr type Temperature`, `ipmitool sel elist | tail`: a fan that stands still, a hot inlet.",
      "Other hosts of the same rack: are they hot, too? Then it is the room or the rack, not the host.",
    ],
    mitigate: [
      "The rack or the room: tell the data-centre's facility at once; nothing is to be done on the host.",
      "A fan, and all guests fine: office hours, as a part that is not urgent (4.6): notice, `gapi stop {host.name}`, replace, `gapi start {host.name}`, `gapi show {host.name}`, completion notice.",
      "Above the limit, or guests suffer: urgent (4.8): notice by infra.mc first. Prod: have the DB guests checked. `gapi stop {host.name}`, power off, mend (fan, heat sink and its paste, dust) or replace from the spare pool, power on, `gapi start {host.name}`, `gapi show {host.name}`.",
      "After that `krane-agent check --only thermal` again: the counters must not grow under load.",
    ],
    escalate:
      "Powers itself off, or stays hot after the fans were seen to: infra.mc, then compute-platform on-call (@@krane.oncall ) in prod; dev: mention in office hours.",
    reference: "Manual 4.6 (fan), 4.8 (urgent parts), 4.1 (DB guests).",
  },
  ko: {
    title: "PM 과열",
    impact: "{host.name} 의 CPU 가 감속하여 모든 VM 이 느려짐. 임계 온도를 넘으면 PM 전원이 꺼지고 모든 VM 이 중단됨.",
    verify: [
      "{host.name} 에서 `krane-agent check --only thermal` 실행: 과열 구간 {krane.thermal.hot_zones}, 부팅 이후 감속 {krane.thermal.throttled_since_boot}회.",
      "`grep . /sys/class/thermal/thermal_zone*/{type,temp}` (1000분의 1도 단위).",
      "`dmesg -T | grep -i 'temperature'` 로 CPU 감속 시각 확인.",
      "`ipmitool sdr type Fan`, `ipmitool sdr type Temperature`, `ipmitool sel elist | tail`: 멈춘 팬, 높은 흡기 온도 확인.",
      "같은 랙의 다른 PM 도 뜨거운지 확인. 그렇다면 PM 이 아니라 랙 또는 상면 문제.",
    ],
    mitigate: [
      "랙 또는 상면 문제: 즉시 데이터센터 설비 담당에 알림. PM 에서 할 조치는 없음.",
      "팬 불량이고 모든 VM 이 정상이면 긴급하지 않은 부품 교체(4.6)로 주간에 진행: 장애공지 → `gapi stop {host.name}` → 교체 → `gapi start {host.name}` → `gapi show {host.name}` → 완료 공지.",
      "임계 온도 초과 또는 VM 영향이 있으면 긴급(4.8): 먼저 infra.mc(관제)에 장애공지 요청, 운영은 DB 서버 유무 확인. `gapi stop {host.name}`, 전원 off, 팬·방열판·서멀·먼지 조치 또는 예비 장비로 교체 후 전원 on, `gapi start {host.name}`, `gapi show {host.name}` 확인.",
      "조치 후 `krane-agent check --only thermal` 재실행: 부하 상태에서 감속 횟수가 늘지 않아야 함.",
    ],
    escalate:
      "전원이 스스로 꺼지거나 팬 조치 후에도 과열이면 infra.mc(관제)에 알리고 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션.",
    reference: "장애처리 매뉴얼 4.6 (FAN), 4.8 (긴급 부품), 4.1 (DB 서버 확인).",
  },
});
