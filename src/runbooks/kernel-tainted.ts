import { defineRunbook } from "../core/index.ts";

/** Manual 4.5 (an oops), 4.7 (machine checks, memory), 4.4 and 4.8 (order of work). */
export default defineRunbook({
  id: "kernel-tainted",
  en: {
    title: "The kernel remembers a fault",
    impact:
      "After an oops (D) the kernel of {host.name} may hold locks or memory of the thread that died: guests may hang one by one and commands may not end. A machine check (M) or a bad page (B) points at hardware; a soft lockup (L) at a CPU that was kept for tens of seconds. The mark stays until a reboot, also where the fault does not.",
    verify: [
      "`cat /proc/sys/kernel/tainted`: {krane.kernel.taint_mask} is {krane.kernel.taint}.",
      "`krane-agent scan` and `krane-agent scan /var/log/kern.log*`: the report itself, which thread it was, and which guest.",
      "M or B: `dmesg -T | grep -iE 'mce|hardware error|bad page'`, `grep . /sys/devices/system/edac/mc/mc*/ce_count /sys/devices/system/edac/mc/mc*/ue_count`, the BMC's event log.",
      "L: `uptime` and `top`: does a CPU still stand still?",
      "`gapi show {host.name}`: does every guest answer ping and ssh?",
    ],
    mitigate: [
      "D with one guest affected (its thread is in the report): treat that guest as in 4.2, and tell infra.mc its exact name.",
      "D with three or more guests affected, or commands that hang: treat the host as hung (4.4); the notice comes first.",
      "D, B or L with all guests fine: plan a reboot in office hours; until then start no new guests here.",
      "M: hand over to the hardware cases, 4.7 for memory that was corrected, 4.8 where guests are affected.",
      "Reboot: notice by infra.mc, DB guests on prod first, `gapi stop {host.name}`, reboot, `krane-agent check`, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true. The mark is gone then.",
    ],
    escalate:
      "An oops that comes back after the reboot, or one whose report names no guest: prod: call compute-platform on-call (@@krane.oncall ) with the report; dev: mention in office hours.",
    reference: "Manual 4.5, 4.4, 4.7, 4.8, 4.1; kernel: Documentation/admin-guide/tainted-kernels.rst.",
  },
  ko: {
    title: "커널에 장애 흔적이 남아 있음 (taint)",
    impact:
      "oops(D) 이후 {host.name} 의 커널은 죽은 스레드의 락이나 메모리를 그대로 쥐고 있을 수 있어 VM 이 하나씩 멈추거나 명령이 끝나지 않을 수 있음. 머신 체크(M)와 손상 페이지(B)는 하드웨어를, 소프트 락업(L)은 CPU 가 수십 초간 점유된 것을 의미함. 원인이 사라져도 표시는 재부팅 전까지 남음.",
    verify: [
      "`cat /proc/sys/kernel/tainted` 확인: {krane.kernel.taint_mask} = {krane.kernel.taint}.",
      "`krane-agent scan`, `krane-agent scan /var/log/kern.log*` 으로 당시 커널 리포트와 해당 스레드, VM 확인.",
      "M 또는 B: `dmesg -T | grep -iE 'mce|hardware error|bad page'`, `grep . /sys/devices/system/edac/mc/mc*/ce_count /sys/devices/system/edac/mc/mc*/ue_count`, BMC 이벤트 로그 확인.",
      "L: `uptime`, `top` 으로 지금도 멈춰 있는 CPU 가 있는지 확인.",
      "`gapi show {host.name}` 으로 모든 VM 의 ping, ssh 확인.",
    ],
    mitigate: [
      "D 이고 영향받은 VM 이 하나인 경우(리포트에 해당 VM 스레드가 있음): 4.2 에 따라 그 VM 을 조치하고 infra.mc(관제)에 정확한 VM 이름을 전달.",
      "D 이고 VM 3대 이상이 영향받았거나 명령이 멈추는 경우: PM hang(4.4)으로 처리. 장애공지가 먼저.",
      "D, B, L 이지만 모든 VM 이 정상인 경우: 주간에 재부팅을 계획하고 그때까지 새 VM 을 만들지 않음.",
      "M: 하드웨어 절차로 인계. 정정된 메모리 오류는 4.7, VM 에 영향이 있으면 4.8.",
      "재부팅: infra.mc(관제) 공지 → 운영은 DB 서버 확인 → `gapi stop {host.name}` → 재부팅 → `krane-agent check` → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인. 재부팅하면 표시가 사라짐.",
    ],
    escalate:
      "재부팅 후에도 oops 가 다시 발생하거나 리포트에서 VM 을 특정할 수 없으면 운영은 리포트와 함께 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션으로 공유.",
    reference: "장애처리 매뉴얼 4.5, 4.4, 4.7, 4.8, 4.1; 커널 문서 Documentation/admin-guide/tainted-kernels.rst.",
  },
});
