import { defineRunbook } from "../core/index.ts";

/** net/core/dev.c, netdev_wait_allrefs: told every ten seconds while something holds the device. */
export default defineRunbook({
  id: "netdevice-stuck",
  en: {
    title: "A network device cannot be removed",
    impact:
      "Whoever deletes an interface on {host.name} hangs with it, and with it everything that changes network settings: the agents of neutron, docker and containerd, later starts and stops of guests.",
    verify: [
      "`krane-agent scan --since 1h`: {krane.kernel.report.title}. Once or twice in a minute is normal when containers stop; for minutes it is not.",
      "`ip link` and `ip netns` come back? If they hang, the lock of the network is held.",
      "`gapi show {host.name}`: do guests still answer?",
    ],
    mitigate: [
      "It ended by itself: nothing to do.",
      "It goes on: do not restart agents again and again, they hang too. Keep `krane-agent capture /var/tmp/{host.name}.tar.gz`.",
      "Only a restart of the host clears it: in office hours while guests are well, else 4.4 with the notice first.",
    ],
    escalate: "Guests affected on prod: compute-platform on-call (@@krane.oncall ).",
    reference: "Kernel net/core/dev.c; manual 4.4.",
  },
  ko: {
    title: "네트워크 장치를 제거할 수 없는 경우",
    impact:
      "{host.name} 에서 인터페이스를 삭제하는 작업이 함께 멈추고, 네트워크 설정을 바꾸는 neutron 에이전트, docker, containerd, 이후 VM 시작과 중지까지 멈출 수 있음.",
    verify: [
      "`krane-agent scan --since 1h` 로 확인: {krane.kernel.report.title}. 컨테이너 종료 시 1분에 한두 번은 정상, 몇 분간 계속되면 비정상.",
      "`ip link`, `ip netns` 응답 확인. 멈추면 네트워크 락이 잡혀 있음.",
      "`gapi show {host.name}` 으로 VM 응답 확인.",
    ],
    mitigate: [
      "스스로 끝났으면 조치 없음.",
      "계속되면 에이전트를 반복 재시작하지 말 것(함께 멈춤). `krane-agent capture /var/tmp/{host.name}.tar.gz` 로 보관.",
      "PM 재기동만이 해결 방법. VM 이 정상이면 주간에, 아니면 공지 후 4.4 로 처리.",
    ],
    escalate: "운영 VM 이 영향받았으면 컴퓨팅플랫폼 온콜(@@krane.oncall ).",
    reference: "커널 net/core/dev.c; 장애처리 매뉴얼 4.4.",
  },
});
