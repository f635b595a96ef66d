import { defineRunbook } from "../core/index.ts";

export default defineRunbook({
  id: "agent-blind",
  en: {
    title: "The agent could not see or keep everything",
    impact:
      "No guest suffers. What the lost records or findings would have said is not known, so silence proves nothing for that time.",
    verify: [
      "krane-agent status shows each log with its records, losses and errors, and how full the outbox is.",
      "krane-agent scan reads this boot's kernel log again; krane-agent scan /var/log/kern.log* reads what rsyslog kept of the same time.",
      "Why a part is missing: overrun = overwritten before it was read; gap = overwritten while the agent was not running; before-start = this boot's beginning was overwritten before the agent ran for the first time; oversize = larger than any record should be; long-line = a line of more than 64 KiB was cut; truncated = the log was cut off; replaced = another log is in its place; gone = the log was deleted or compressed; cursor = the agent's own mark was not readable; unreadable = an error of the disk.",
      "A log that has stopped: `systemctl status rsyslog`, `df -h /var/log`, `lsof +L1 | grep log` (a deleted file that is still written to). Records left out: the flood's writer is in the message.",
      "Hanging tasks that are no longer logged: `sysctl kernel.hung_task_warnings`; the agent itself looks at all threads until then.",
    ],
    mitigate: [
      "A kernel log that was overrun: find what floods it with krane-agent scan and dmesg, and stop that first.",
      "A log that cannot be read: give the agent the right it needs (CAP_SYSLOG for /dev/kmsg, group adm for /var/log), or take the log out of `logs`.",
      "A log that has stopped: `systemctl restart rsyslog` once its disk has room. Hanging tasks: `sysctl -w kernel.hung_task_warnings=10`, once those that hang are dealt with.",
      "A full outbox: bring the way to the collector back; what is still kept is sent by itself. A damaged one was put aside by itself; nothing has to be deleted.",
    ],
    escalate:
      "Office hours, to those who run krane-agent; at once where the kernel log of a host with a fault was lost.",
    reference: 'Documentation/ABI/testing/dev-kmsg of the kernel; docs/architecture.md, "What can be lost".',
  },
  ko: {
    title: "에이전트가 일부를 보지 못했거나 보관하지 못함",
    impact:
      "영향받는 VM은 없습니다. 다만 유실된 로그나 탐지 결과의 내용은 알 수 없으므로, 해당 시간에 탐지가 없었다는 것이 정상이라는 뜻은 아닙니다.",
    verify: [
      "krane-agent status 로 로그별 레코드 수, 유실 수, 오류와 outbox 사용량을 확인합니다.",
      "krane-agent scan 으로 이번 부팅의 커널 로그를 다시 읽고, krane-agent scan /var/log/kern.log* 로 rsyslog가 남긴 같은 시간대의 로그를 확인합니다.",
      "유실 사유: overrun = 읽기 전에 덮어써짐, gap = 에이전트가 실행되지 않는 동안 덮어써짐, before-start = 에이전트가 처음 실행되기 전에 이번 부팅의 앞부분이 덮어써짐, oversize = 레코드가 비정상적으로 큼, long-line = 64 KiB 를 넘는 줄이 잘림, truncated = 로그가 잘려 나감, replaced = 같은 자리에 다른 로그가 있음, gone = 로그가 삭제되었거나 압축됨, cursor = 에이전트가 기록한 위치를 읽을 수 없음, unreadable = 디스크 오류.",
      "기록이 멈춘 로그: `systemctl status rsyslog`, `df -h /var/log`, `lsof +L1 | grep log`(삭제되었으나 계속 쓰이는 파일) 확인. 기록되지 않은 레코드: 로그를 쏟아내는 주체는 메시지에 표시됨.",
      "행업 태스크가 로그에 남지 않는 경우: `sysctl kernel.hung_task_warnings` 확인. 그동안 에이전트가 모든 스레드를 직접 확인함.",
    ],
    mitigate: [
      "커널 로그가 덮어써진 경우: krane-agent scan 과 dmesg 로 로그를 쏟아내는 원인을 찾아 먼저 멈춥니다.",
      "로그를 읽을 수 없는 경우: 필요한 권한(/dev/kmsg 는 CAP_SYSLOG, /var/log 는 adm 그룹)을 주거나 설정의 `logs` 에서 제외합니다.",
      "기록이 멈춘 로그: 디스크 여유를 확보한 뒤 `systemctl restart rsyslog`. 행업 태스크: 멈춘 태스크를 처리한 뒤 `sysctl -w kernel.hung_task_warnings=10`.",
      "outbox가 가득 찬 경우: 수집기와의 연결을 복구하면 보관된 결과는 자동으로 전송됩니다. 손상된 outbox는 자동으로 옆으로 치워지므로 지울 것은 없습니다.",
    ],
    escalate: "주간에 krane-agent 담당자에게 공유합니다. 장애가 있던 PM의 커널 로그가 유실된 경우에는 즉시 공유합니다.",
    reference: '커널 문서 Documentation/ABI/testing/dev-kmsg, docs/architecture.md 의 "What can be lost".',
  },
});
