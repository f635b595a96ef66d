import { defineRunbook } from "../core/index.ts";

/** Manual 4.6 (parts that are not urgent), 4.8 where guests are affected, 7 (spares). */
export default defineRunbook({
  id: "part-failure",
  en: {
    title: "A fan, a power supply or another part complains",
    impact:
      "Guests of {host.name} run on while the part's twin carries. When it fails as well, the host goes down with all of them; beyond the critical temperature the host switches itself off.",
    verify: [
      "`krane-agent check --only power-fan`: {krane.part.name}: {krane.part.state}.",
      "`ipmitool sdr elist | grep -viE '\\| (ok|ns) '` and `ipmitool sel elist last 20`, or the web page of the BMC.",
      "Power supply without input: is it the supply, its cable, or the feed of the rack? Several hosts of one rack: the feed.",
      "Temperature: fans, inlet temperature, neighbours in the rack.",
      "`gapi show {host.name}`: ping and ssh of each guest.",
      "The BMC could not be asked: `ls /dev/ipmi0`, `modprobe ipmi_si ipmi_devintf`, ipmitool installed and krane-agent's helper running.",
    ],
    mitigate: [
      "Guests fine: hand over to office hours, no notice at night; a disk that is only predicted to fail as well.",
      "Office hours: notice, `gapi stop {host.name}`, replace the part from the spare pool, verify, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true, completion notice.",
      "Guests affected, or temperature critical and rising: as 4.8, at once: notice by infra.mc, `gapi stop {host.name}` while the host is alive, power off.",
      "Memory errors of the BMC's log: by the ticket count, manual 4.7: 10 or more are acted on, fewer are watched for 24 h.",
    ],
    escalate:
      "Several hosts of a rack without power or too hot: infra.mc and the centre's facility at once. Prod with DB guests: DBA acts before the host is stopped.",
    reference:
      "Manual 4.6 (FAN, PSU, predicted disk failure), 4.8 (urgent parts), 4.7 (memory), 7 (spares), 4.1 (DB guests).",
  },
  ko: {
    title: "팬, 전원 공급 장치 등 파트 이상",
    impact:
      "이중화된 나머지 파트가 동작하는 동안 {host.name} 의 VM 에 영향 없음. 나머지도 고장 나면 PM 과 모든 VM 이 중단되고, 위험 온도를 넘으면 PM 이 스스로 꺼짐.",
    verify: [
      "`krane-agent check --only power-fan` 로 부품과 상태 확인: {krane.part.name}, {krane.part.state}.",
      "`ipmitool sdr elist | grep -viE '\\| (ok|ns) '`, `ipmitool sel elist last 20` 또는 BMC 웹 화면 확인.",
      "전원 입력 없음: 전원 공급 장치, 케이블, 랙 전원 중 원인 구분. 같은 랙의 PM 여러 대면 랙 전원 문제.",
      "온도: 팬, 흡기 온도, 같은 랙의 다른 장비 확인.",
      "`gapi show {host.name}` 으로 VM 별 ping, ssh 칼럼 확인.",
      "BMC 확인 불가: `ls /dev/ipmi0`, `modprobe ipmi_si ipmi_devintf`, ipmitool 설치와 krane-agent 헬퍼 동작 여부 확인.",
    ],
    mitigate: [
      "VM 에 이상이 없으면 infra.mc(관제)에 주간처리 공유, 공지하지 않음. Failure Predicted 디스크도 동일.",
      "주간: 작업 공지 → `gapi stop {host.name}` → forfault 장비로 파트 교체 → 정상화 확인 → `gapi start {host.name}` → `gapi show {host.name}` (active, ping, ssh 칼럼 true 확인) → 완료 공지.",
      "VM 이 영향받거나 위험 온도가 계속 오르면 4.8 과 같이 바로 조치: 관제에 장애공지 요청 → PM 이 동작 중이면 `gapi stop {host.name}` → poweroff.",
      "BMC 로그의 메모리 오류는 4.7 의 ticket count 기준: 10 이상이면 조치, 미만이면 24시간 모니터링.",
    ],
    escalate:
      "같은 랙의 PM 여러 대가 정전이거나 과열이면 즉시 관제와 센터 설비 담당에 연락. 운영 PM 에 DB 서버가 있으면 PM 중지 전에 DBA 가 먼저 조치.",
    reference:
      "장애처리 매뉴얼 4.6 (FAN, PSU, Failure Predicted), 4.8 (긴급 파트 장애), 4.7 (메모리), 7 (forfault 장비), 4.1 (DB 서버 확인).",
  },
});
