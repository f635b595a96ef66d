import { defineRunbook } from "../core/index.ts";

/** Manual 4.2, 4.4; kernel/hung_task.c: 120 s in state D; after ten reports per boot the kernel says nothing more. */
export default defineRunbook({
  id: "hung-task",
  en: {
    title: "A task of the host waits and does not come back",
    impact:
      "{krane.thread} has waited for more than two minutes for a disk, a network file system or a lock. A guest's thread is a hanging guest; a thread of the kernel or of libvirt takes others along.",
    verify: [
      "What it waits for is in the title: {krane.kernel.report.title}.",
      "`krane-agent check --only disk-health,disk-space,nic`: does the disk or the network under it answer?",
      "`gapi show {host.name}`: which guests have ping or ssh false?",
      "`cat /proc/sys/kernel/hung_task_warnings`: at 0 the kernel reports no further ones.",
    ],
    mitigate: [
      "One guest hangs and its host is fine: treat it as 4.2 (`gapi stop`, ping until it stops answering, `gapi start`).",
      "A disk behind it: case 4.9 where data is lost, 4.8 where the part has to go at once.",
      "Three or more guests, or commands on the host hang: 4.4, with the notice before the restart.",
    ],
    escalate: "Prod and not solved: compute-platform on-call (@@krane.oncall ); dev: mention in office hours.",
    reference: "Manual 4.2, 4.4, 4.8, 4.9; kernel: Documentation/admin-guide/sysctl/kernel.rst (hung_task_*).",
  },
  ko: {
    title: "PM 의 태스크가 대기 상태에서 돌아오지 않는 경우(hung task)",
    impact:
      "{krane.thread} 가 디스크, 네트워크 파일시스템 또는 락을 2분 넘게 기다림. VM 의 스레드면 VM 행업이고, 커널이나 libvirt 의 스레드면 다른 작업까지 멈춤.",
    verify: [
      "무엇을 기다리는지는 제목에 있음: {krane.kernel.report.title}.",
      "`krane-agent check --only disk-health,disk-space,nic` 으로 디스크와 네트워크 응답 확인.",
      "`gapi show {host.name}` 으로 ping, ssh 가 false 인 VM 확인.",
      "`cat /proc/sys/kernel/hung_task_warnings` 가 0 이면 커널이 더 이상 보고하지 않음.",
    ],
    mitigate: [
      "VM 1대만 행업이고 PM 이 정상이면 4.2 로 처리(`gapi stop` → 핑 중단 확인 → `gapi start`).",
      "원인이 디스크면 데이터 유실 시 4.9, 즉시 교체가 필요한 파트면 4.8.",
      "VM 3대 이상이거나 PM 명령어가 멈추면 4.4, 재기동 전 공지.",
    ],
    escalate: "운영에서 해결되지 않으면 컴퓨팅플랫폼 온콜(@@krane.oncall ), 개발은 주간 멘션.",
    reference: "장애처리 매뉴얼 4.2, 4.4, 4.8, 4.9; 커널 문서 sysctl/kernel (hung_task_*).",
  },
});
