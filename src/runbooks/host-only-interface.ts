import { defineRunbook } from "../core/index.ts";

/** Seed 000 (bosh-lite, case 1): the host-only interface of VirtualBox died under the director. */
export default defineRunbook({
  id: "host-only-interface",
  en: {
    title: "VirtualBox host-only interface died",
    impact:
      "The host can no longer reach the guests behind {network.interface.name}: every client of the BOSH director gets connection refused, while the guest itself may run on.",
    verify: [
      "Within one second syslog has `device vboxnet0 left promiscuous mode`, NetworkManager's `(vboxnet0): link disconnected`, and `vboxnetflt: N out of M packets were not sent (directed to host)`.",
      "Not a fault: a leave of promiscuous mode alone, when a guest was stopped, a bridge port was removed or a capture (tcpdump) ended.",
      "`VBoxManage list hostonlyifs`: is the interface there, with its IP address and Status: Up? `VBoxManage list runningvms`: should the guest run?",
      "`bosh env` (or `vagrant ssh` into the director, which does not need the director's API).",
    ],
    mitigate: [
      "Keep `VBoxManage list hostonlyifs` and the syslog of that minute for the ticket.",
      "The device itself has failed and does not come back by itself: restart the server.",
      "Restore the snapshot of the director's guest, then check `bosh env` and `bosh instances`.",
    ],
    escalate:
      "Tell the users of the director before the server is restarted. If the interface dies again: the owner of the server, with the VirtualBox version.",
    reference: "Seed 000 (bosh-lite fault, case 1); forums.virtualbox.org viewtopic.php?f=7&t=82378.",
  },
  ko: {
    title: "VirtualBox host-only 인터페이스 장애",
    impact:
      "Host 에서 {network.interface.name} 뒤의 Guest VM 에 접근할 수 없음. BOSH director 에 대한 모든 CLI 가 connection refused 로 실패하며, VM 자체는 동작 중일 수 있음.",
    verify: [
      "syslog 에 1초 이내로 `device vboxnet0 left promiscuous mode`, NetworkManager 의 `(vboxnet0): link disconnected`, `vboxnetflt: N out of M packets were not sent (directed to host)` 가 함께 있는지 확인.",
      "VM 종료, 브리지 포트 제거, 패킷 캡처(tcpdump) 종료로 promiscuous mode 만 해제된 경우는 장애가 아님.",
      "`VBoxManage list hostonlyifs` 로 인터페이스의 IPAddress 와 Status: Up 확인. `VBoxManage list runningvms` 로 VM 이 실행 중이어야 하는지 확인.",
      "`bosh env` 확인. director 접속이 안 되면 `vagrant ssh` 로 직접 로그인.",
    ],
    mitigate: [
      "`VBoxManage list hostonlyifs` 결과와 해당 시각의 syslog 를 티켓에 보관.",
      "장치 오류로 스스로 복구되지 않으므로 서버를 재기동.",
      "director VM 을 snapshot 으로 복구한 후 `bosh env`, `bosh instances` 로 확인.",
    ],
    escalate:
      "서버 재기동 전에 director 사용자에게 알림. 같은 장애가 반복되면 VirtualBox 버전과 함께 서버 담당자에게 전달.",
    reference: "bosh-lite 장애 Case 1 (seed 000), forums.virtualbox.org viewtopic.php?f=7&t=82378.",
  },
});
