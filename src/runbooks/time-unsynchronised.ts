import { defineRunbook } from "../core/index.ts";

/** The manual says nothing of time; chronyc(1), timedatectl(1) and the OpenStack installation guide (NTP) do. */
export default defineRunbook({
  id: "time-unsynchronised",
  en: {
    title: "The host's clock is not held by NTP",
    impact:
      "Guests run on. The clock of {host.name} drifts by seconds a day: its logs no longer fit those of other hosts, beyond some seconds TLS and tokens fail, and nova and neutron may call the agents of this host dead.",
    verify: [
      "`chronyc -n tracking` and `chronyc -n sources`: Leap status Normal, one source with `^*`, Reach 377. Or `timedatectl timesync-status` with systemd-timesyncd.",
      "`systemctl status chrony systemd-timesyncd ntp`: exactly one of them runs.",
      "`date -u` here and on a neighbour at the same moment: how far off is it really?",
      "No source answers: `chronyc -n ntpdata`, UDP 123 to the servers of /etc/chrony/chrony.conf (firewall, route, DNS).",
    ],
    mitigate: [
      "No daemon runs: `systemctl enable --now chrony` (package chrony where it is missing), with the site's servers in /etc/chrony/chrony.conf.",
      "Servers do not answer: `chronyc online`, `systemctl restart chrony`; then the network path to them.",
      "Under a second off: leave it to chronyd, which slews it within minutes to hours.",
      "More than a second off: no step while guests of a database run without their owner; then `chronyc makestep`. Qemu's guests keep their own clocks and are not moved by it.",
      "`krane-agent check --only time-sync` says ok; then see that nova and neutron show the agents of {host.name} as up.",
    ],
    escalate:
      "Not at night for one host whose guests are fine: hand over to office hours. Many hosts at once: the time servers or the network, tell infra.mc (control room). Agents down after the clock is right: compute-platform on-call (@@krane.oncall ).",
    reference: "Manual 4.10 (services of a host); chronyc(1), timedatectl(1).",
  },
  ko: {
    title: "PM 시각이 NTP 로 동기화되지 않음",
    impact:
      "VM 은 계속 동작함. {host.name} 의 시각이 하루 수 초씩 어긋나 다른 PM 과 로그 시간이 맞지 않고, 수 초 이상이면 TLS 와 토큰 인증이 실패하며 nova, neutron 이 이 PM 의 에이전트를 down 으로 판단할 수 있음.",
    verify: [
      "`chronyc -n tracking`, `chronyc -n sources`: Leap status 가 Normal, `^*` 소스 1개, Reach 377 이면 정상. systemd-timesyncd 는 `timedatectl timesync-status`.",
      "`systemctl status chrony systemd-timesyncd ntp`: 하나만 실행 중이어야 함.",
      "이 PM 과 다른 PM 에서 동시에 `date -u` 를 실행하여 실제 차이 확인.",
      "응답하는 소스가 없으면 `chronyc -n ntpdata`, /etc/chrony/chrony.conf 의 서버까지 UDP 123 (방화벽, 라우팅, DNS) 확인.",
    ],
    mitigate: [
      "데몬이 없으면: `systemctl enable --now chrony` (없으면 chrony 패키지 설치), /etc/chrony/chrony.conf 에 사이트 서버 설정.",
      "서버가 응답하지 않으면: `chronyc online`, `systemctl restart chrony` 후 서버까지의 네트워크 점검.",
      "1초 미만이면 chronyd 가 수 분에서 수 시간에 걸쳐 맞추므로 그대로 둠.",
      "1초 이상이면 DB VM 이 있을 때는 담당자와 협의한 뒤 `chronyc makestep`. QEMU VM 은 자체 시계를 쓰므로 함께 바뀌지 않음.",
      "`krane-agent check --only time-sync` 가 ok 인지, nova 와 neutron 에서 {host.name} 의 에이전트가 up 인지 확인.",
    ],
    escalate:
      "VM 에 이상이 없는 PM 한 대이면 야간에 연락하지 않고 주간처리로 인계. 여러 대가 동시에 발생하면 시각 서버나 네트워크 문제이므로 infra.mc(관제)에 전달. 시각이 맞는데도 에이전트가 down 이면 컴퓨팅플랫폼 온콜(@@krane.oncall )에 연락.",
    reference: "장애처리 매뉴얼 4.10 (PM 서비스); chronyc(1), timedatectl(1).",
  },
});
