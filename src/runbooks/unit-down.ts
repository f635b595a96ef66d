import { defineRunbook } from "../core/index.ts";

/** Manual 4.10, b and c. */
export default defineRunbook({
  id: "unit-down",
  en: {
    title: "A daemon of the host does not run",
    impact:
      "{systemd.unit} on {host.name}: without docker, containerd or kubelet the containers of nova, neutron and hostroute are not looked after or are down, so that guests can be neither started nor reached; without libvirtd nova-compute cannot reach any guest.",
    verify: [
      "`systemctl status {systemd.unit}` on {host.name}: Active, Main PID, and why it ended.",
      "`systemctl show -p ActiveState,SubState,Result,NRestarts,ExecMainStatus {systemd.unit}`: NRestarts that rises between two looks is a crash loop, even if it says active (running) at the moment.",
      "`journalctl -u {systemd.unit} -b --since -15min`: its own last words.",
    ],
    mitigate: [
      "Docker regions: `systemctl restart docker.service`, `krane-agent check --only services --wait 60s`, and where containers stay down `docker-compose restart` in their folder of /opt/krane/nova, /opt/krane/neutron, /opt/krane/hostroute.",
      "containerd regions: `swapoff -a` where /proc/swaps is not empty, then `systemctl restart containerd.service`, then `systemctl restart kubelet.service`.",
      "`start-limit-hit`: `systemctl reset-failed {systemd.unit}` first, or systemd refuses to start it.",
      "`krane-agent check --only services --wait 60s` after each try: the unit active, and every container of the region running. Up to three tries, one minute apart; those of the last hour count (`systemctl show -p ActiveEnterTimestamp {systemd.unit}`).",
    ],
    escalate:
      "Not active after the third try: call compute-platform on-call (@@krane.oncall ), prod at once, dev by mention in office hours.",
    reference: "Manual 4.10, part b (Docker regions) and part c (containerd regions); org.freedesktop.systemd1(5).",
  },
  ko: {
    title: "호스트 데몬 중단",
    impact:
      "{host.name} 의 {systemd.unit}: docker, containerd, kubelet 이 없으면 nova, neutron, hostroute 컨테이너가 관리되지 않거나 내려가 VM 기동과 접속이 불가함. libvirtd 가 없으면 nova-compute 가 VM 을 제어할 수 없음.",
    verify: [
      "{host.name} 에서 `systemctl status {systemd.unit}`: Active, Main PID, 종료 원인 확인.",
      "`systemctl show -p ActiveState,SubState,Result,NRestarts,ExecMainStatus {systemd.unit}`: NRestarts 가 두 번 확인하는 사이 증가하면 현재 active (running) 이어도 재시작 반복 상태.",
      "`journalctl -u {systemd.unit} -b --since -15min` 으로 마지막 로그 확인.",
    ],
    mitigate: [
      "도커 리전: `systemctl restart docker.service`, `krane-agent check --only services --wait 60s` 로 확인 후 비정상 컨테이너가 있으면 해당 폴더(/opt/krane/nova, /opt/krane/neutron, /opt/krane/hostroute)에서 `docker-compose restart`.",
      "containerd 리전: /proc/swaps 가 비어 있지 않으면 `swapoff -a`, 이후 `systemctl restart containerd.service`, `systemctl restart kubelet.service` 순서로 진행.",
      "`start-limit-hit` 인 경우 먼저 `systemctl reset-failed {systemd.unit}` 실행. 그렇지 않으면 기동이 거부됨.",
      "매회 `krane-agent check --only services --wait 60s` 로 확인: 유닛이 active 이고 리전의 모든 컨테이너가 실행 중이어야 함. 1분 간격으로 3회까지 진행하며 최근 1시간의 재시작도 포함(`systemctl show -p ActiveEnterTimestamp {systemd.unit}`).",
    ],
    escalate:
      "3회 이후에도 active 가 아니면 컴퓨팅플랫폼 온콜(@@krane.oncall )에 연락. 운영은 즉시 호출, 개발은 주간에 아지트 멘션으로 공유.",
    reference: "장애처리 매뉴얼 4.10 b (도커 리전), c (containerd 리전); org.freedesktop.systemd1(5).",
  },
});
