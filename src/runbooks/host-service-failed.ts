import { defineRunbook } from "../core/index.ts";

/** Manual 4.10: which services belong to a host, and the order in which they are started again. */
export default defineRunbook({
  id: "host-service-failed",
  en: {
    title: "Service of the host failed or crashed",
    impact:
      "Guests that run go on, but none starts, stops or migrates on {host.name} while docker or containerd, kubelet, libvirtd or nova-compute is down; without the neutron agents a started guest has no network.",
    verify: [
      "`systemctl --failed` and `systemctl status` of the service that the finding names; `journalctl -u` of it, last 50 lines: why?",
      "`krane-agent check --only services`: every daemon, and every container of nova, neutron and hostroute by its exact name; what is missing is said, too (nova-compute-ssh alone is not enough).",
      "containerd regions: `/proc/swaps` must hold no swap, kubelet does not start while there is one: `krane-agent explain kubelet-swap`.",
      "`gapi show {host.name}`: are guests affected at all?",
    ],
    mitigate: [
      "Docker regions: `systemctl restart docker.service`, `krane-agent check --only services --wait 60s`, then `docker-compose restart` in that of /opt/krane/nova, /opt/krane/neutron, /opt/krane/hostroute whose containers stay down.",
      "containerd regions: swap off first (`swapoff -a`); `systemctl restart containerd.service && systemctl restart kubelet.service`, then `crictl stop` the containers that stay down, kubelet starts them again.",
      "libvirtd: `systemctl restart libvirtd`; running guests stay up.",
      "Up to three restarts, one minute apart, each followed by `krane-agent check --only services --wait 60s`; then `gapi start` the guests that were being started (4.10).",
    ],
    escalate:
      "Not up after three restarts: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours. A service that crashes again: keep the crash line, /var/crash and the package's version for the ticket.",
    reference: "Manual 4.10 (started but not running, services of a host).",
  },
  ko: {
    title: "PM 서비스 장애 또는 비정상 종료",
    impact:
      "실행 중인 VM 은 영향 없음. docker 또는 containerd, kubelet, libvirtd, nova-compute 가 내려간 동안 {host.name} 에서 VM 의 시작, 중지, 마이그레이션이 안 되고, neutron 에이전트가 없으면 시작된 VM 의 네트워크가 안 됨.",
    verify: [
      "`systemctl --failed` 와 메시지에 나온 서비스의 `systemctl status`, `journalctl -u` 마지막 50줄로 원인 확인.",
      "`krane-agent check --only services`: 데몬과 nova, neutron, hostroute 컨테이너를 정확한 이름으로 확인하며 없는 컨테이너도 표시함(nova-compute-ssh 만 있으면 안 됨).",
      "containerd 리전: `/proc/swaps` 가 비어 있어야 함. 스왑이 켜져 있으면 kubelet 이 기동하지 않음: `krane-agent explain kubelet-swap`.",
      "`gapi show {host.name}` 으로 영향받은 VM 이 있는지 확인.",
    ],
    mitigate: [
      "Docker 리전: `systemctl restart docker.service`, `krane-agent check --only services --wait 60s` 로 확인 후 비정상 컨테이너가 남은 폴더(/opt/krane/nova, /opt/krane/neutron, /opt/krane/hostroute)에서 `docker-compose restart`.",
      "containerd 리전: 먼저 `swapoff -a`. `systemctl restart containerd.service && systemctl restart kubelet.service` 후 비정상 컨테이너를 `crictl stop`(kubelet 이 다시 시작함).",
      "libvirtd: `systemctl restart libvirtd`. 실행 중인 VM 은 유지됨.",
      "재시작은 1분 간격으로 최대 3회, 매회 `krane-agent check --only services --wait 60s` 로 확인. 이후 시작 중이던 VM 을 `gapi start` (4.10).",
    ],
    escalate:
      "3회 재시작 후에도 안 되면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션. 반복해서 죽으면 로그, /var/crash, 패키지 버전을 티켓에 보관.",
    reference: "장애처리 매뉴얼 4.10 (시작했으나 실행되지 않음, PM 서비스 목록).",
  },
});
