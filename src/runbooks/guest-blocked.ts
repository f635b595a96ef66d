import { defineRunbook } from "../core/index.ts";

/** Manual 4.2 and 4.4; that a thread in D cannot be killed is the kernel's (TASK_UNINTERRUPTIBLE). */
export default defineRunbook({
  id: "guest-blocked",
  en: {
    title: "A thread is stuck in the kernel",
    impact:
      "The guest whose thread it is hangs: {krane.thread} of {host.name} waits in the kernel ({krane.kernel.wait}) and takes no signal, not even kill -9. A thread of the host's own drags along whoever waits for the same.",
    verify: [
      "`cat /proc/{process.pid}/stack` as root, and `grep State /proc/{process.pid}/status`: still D, still in the same place?",
      "`krane-agent scan` and `dmesg -T | tail -50`: a disk, path, NFS or lock that everything waits for.",
      "`gapi show {host.name}`: is it one guest, or several? Three or more guests, or commands on the host that hang as well: treat it as a host hang (4.4).",
    ],
    mitigate: [
      "Mend what it waits for first (path, NFS server, disk): the thread goes on by itself, and this is over.",
      "One guest: `gapi stop` it, ping until it no longer answers, `gapi start`, then ssh. A stop that hangs shows that the thread cannot be ended: then only the host's reboot helps.",
      "Host hang (4.4): notice first, `gapi show {host.name}`, `gapi stop {host.name}`, reboot the host, check it, `gapi start {host.name}`, `gapi show {host.name}` until all guests are true.",
    ],
    escalate:
      "Not solved: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours. DB guests on a prod host: DB on-call is told at once.",
    reference: "Manual 4.2 (guest hang), 4.4 (host hang), 4.9 (disk lost); kernel/hung_task.c.",
  },
  ko: {
    title: "스레드가 커널에서 멈춤",
    impact:
      "해당 VM 이 행업됨: {host.name} 의 {krane.thread} 가 커널({krane.kernel.wait})에서 대기 중이며 kill -9 를 포함한 어떤 시그널도 받지 않음. PM 자체의 스레드라면 같은 것을 기다리는 모든 작업이 함께 멈춤.",
    verify: [
      "root 로 `cat /proc/{process.pid}/stack`, `grep State /proc/{process.pid}/status`: 여전히 D 상태이고 같은 위치인지 확인.",
      "`krane-agent scan`, `dmesg -T | tail -50`: 공통으로 기다리는 디스크, 경로, NFS, 락이 있는지 확인.",
      "`gapi show {host.name}`: VM 1대인지 여러 대인지 확인. VM 3대 이상이거나 PM 명령어도 멈추면 PM 행업(4.4)으로 처리.",
    ],
    mitigate: [
      "기다리는 대상(경로, NFS 서버, 디스크)을 먼저 복구. 스레드는 저절로 다시 진행되고 이 건은 종료됨.",
      "VM 1대인 경우: `gapi stop` → 핑이 안 가는 것을 확인 → `gapi start` → ssh 확인. stop 이 멈추면 스레드를 끝낼 수 없다는 뜻이므로 PM 재부팅만 남음.",
      "PM 행업(4.4): 공지 → `gapi show {host.name}` → `gapi stop {host.name}` → PM 재부팅, 점검 → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 true 인지 확인.",
    ],
    escalate:
      "해결되지 않으면 운영서버는 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발서버는 업무 시간에 멘션. 운영 PM 에 DB 서버가 있으면 DB 온콜에 바로 연락.",
    reference: "장애처리 매뉴얼 4.2 (VM 행업), 4.4 (PM 행업), 4.9 (디스크 유실), kernel/hung_task.c.",
  },
});
