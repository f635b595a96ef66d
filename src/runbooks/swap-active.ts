import { defineRunbook } from "../core/index.ts";

/** Manual 4.10, 2.가 (2)-(4) and 2.다. */
export default defineRunbook({
  id: "swap-active",
  en: {
    title: "Swap is in use",
    impact:
      "In containerd regions kubelet does not start while swap is on, so nova-compute, neutron and hostroute stay down and guests of {host.name} can be neither started nor reached. In Docker regions nothing stops; guests only get slow when memory is swapped.",
    verify: [
      "`free -h | grep Swap` on {host.name}: anything but 0B three times is wrong.",
      "`cat /proc/swaps` names the devices: {krane.swap.devices}.",
      "containerd regions: `systemctl list-units | grep kubelet.service`, then `crictl ps -name nova-* -s Running`, the same for `neutron-*` and `hostroute-*`.",
    ],
    mitigate: [
      "`swapoff -a`, then `free -h | grep Swap` until it shows 0B 0B 0B. The used part has to fit into free memory first: compare with `free -h`.",
      "Keep it off at the next boot: take out what turns it on ({krane.swap.restored_by}); `systemctl mask` a *.swap unit.",
      "containerd regions: `systemctl restart kubelet.service`, then `systemctl list-units | grep kubelet.service` has to say active running.",
      "Check that nova-compute, the three neutron agents and the two hostroute containers are all Running; up to three tries, one minute apart.",
      "`gapi show {host.name}`: every guest active, ping and ssh true.",
    ],
    escalate:
      "A container that is still not Running after kubelet was restarted: call compute-platform on-call (@@krane.oncall ), prod at once, dev by mention in office hours.",
    reference: "Manual 4.10, part c (containerd regions), 2.가 and 2.다.",
  },
  ko: {
    title: "스왑 사용 중",
    impact:
      "containerd 리전에서는 스왑이 켜져 있으면 kubelet 이 기동하지 않으므로 nova-compute, neutron, hostroute 가 올라오지 않고 {host.name} 의 VM 을 시작하거나 접속할 수 없음. 도커 리전에서는 서비스가 멈추지는 않으나 메모리가 스왑되면 VM 이 느려짐.",
    verify: [
      "{host.name} 에서 `free -h | grep Swap` 실행: 결과가 모두 0B 가 아니면 비정상.",
      "`cat /proc/swaps` 로 사용 중인 장치 확인: {krane.swap.devices}.",
      "containerd 리전: `systemctl list-units | grep kubelet.service` 확인 후 `crictl ps -name nova-* -s Running`, `neutron-*`, `hostroute-*` 도 동일하게 확인.",
    ],
    mitigate: [
      "`swapoff -a` 실행 후 `free -h | grep Swap` 결과가 0B 0B 0B 인지 확인. 사용 중인 스왑이 여유 메모리에 들어가야 하므로 먼저 `free -h` 로 비교.",
      "재부팅 후 다시 켜지지 않도록 원인({krane.swap.restored_by})을 제거. *.swap 유닛은 `systemctl mask` 처리.",
      "containerd 리전: `systemctl restart kubelet.service` 실행 후 `systemctl list-units | grep kubelet.service` 가 active running 인지 확인.",
      "nova-compute, neutron 3개 에이전트, hostroute 2개 컨테이너가 모두 Running 인지 확인. 1분 간격으로 3회까지 진행.",
      "`gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인.",
    ],
    escalate:
      "kubelet 재기동 후에도 Running 이 되지 않는 컨테이너가 있으면 컴퓨팅플랫폼 온콜(@@krane.oncall )에 연락. 운영은 즉시 호출, 개발은 주간에 아지트 멘션으로 공유.",
    reference: "장애처리 매뉴얼 4.10 c (containerd 리전) 2.가, 2.다.",
  },
});
