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
      "Docker regions: `docker ps`: nova-compute and the neutron and hostroute containers must be Up. containerd regions: `crictl ps`: they must be Running (nova-compute-ssh alone is not enough).",
      "containerd regions: `/proc/swaps` must hold no swap, kubelet stops while there is one.",
      "`gapi show {host.name}`: are guests affected at all?",
    ],
    mitigate: [
      "Docker regions: `systemctl restart docker.service`, check, then `docker-compose restart` in /opt/krane/nova, neutron or hostroute.",
      "containerd regions: swap off first (`swapoff -a`); restart containerd, then kubelet, then stop the containers, kubelet starts them again.",
      "libvirtd: `systemctl restart libvirtd`; running guests stay up.",
      "Guests that were being started: try again up to three times, one minute apart, with a check after each (4.10).",
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
      "Docker 리전: `docker ps` 에서 nova-compute 와 neutron, hostroute 컨테이너가 Up 인지 확인. containerd 리전: `crictl ps` 에서 Running 인지 확인(nova-compute-ssh 만 있으면 안 됨).",
      "containerd 리전: `/proc/swaps` 가 비어 있어야 함. swap 이 켜져 있으면 kubelet 이 뜨지 않음.",
      "`gapi show {host.name}` 으로 영향받은 VM 이 있는지 확인.",
    ],
    mitigate: [
      "Docker 리전: `systemctl restart docker.service` 후 확인, /opt/krane/nova, neutron, hostroute 에서 `docker-compose restart`.",
      "containerd 리전: 먼저 `swapoff -a`. containerd 재시작 → kubelet 재시작 → 컨테이너 stop(kubelet 이 다시 띄움).",
      "libvirtd: `systemctl restart libvirtd`. 실행 중인 VM 은 유지됨.",
      "시작 중이던 VM 은 1분 간격으로 최대 3회 재시도하고 매번 확인(4.10).",
    ],
    escalate:
      "3회 재시작 후에도 안 되면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션. 반복해서 죽으면 로그, /var/crash, 패키지 버전을 티켓에 보관.",
    reference: "장애처리 매뉴얼 4.10 (시작했으나 실행되지 않음, PM 서비스 목록).",
  },
});
