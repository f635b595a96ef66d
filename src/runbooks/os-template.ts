import { defineRunbook } from "../core/index.ts";

/** Manual 8.3 (what Karas templates #120 and #122 bring), 8.2 1.c.ii (boot parameters), 4.1 and 4.8 (order of work). */
export default defineRunbook({
  id: "os-template",
  en: {
    title: "The host is not as the OS template sets it up",
    impact:
      "Guests of {host.name} that run go on. New ones may not start for want of hugepages, may have no passthrough devices without the IOMMU parameters, and cannot be reached through a VLAN that is missing.",
    verify: [
      "`krane-agent check --only os-release kernel-cmdline hugepages vlan` says what is not as wanted; cause: {krane.feature.cause}, setting: {krane.feature.setting}.",
      "Release: `cat /etc/os-release`. Karas #120 brings Ubuntu 20.04 (ay1prod), #122 brings 22.04 (all other regions).",
      "Parameters: `cat /proc/cmdline` against `grep GRUB_CMDLINE /etc/default/grub /etc/default/grub.d/*.cfg`. Of a name that stands twice the last counts.",
      "Hugepages: `grep . /sys/kernel/mm/hugepages/*/nr_hugepages /sys/devices/system/node/node*/hugepages/*/nr_hugepages`, then `dmesg -T | grep HugeTLB`. `/proc/meminfo` shows the default size alone.",
      "VLAN: `cat /proc/net/vlan/config` and `ip -d -br link show type vlan`; the id counts, not the name. `netplan get vlans` says what is set.",
      "`gapi show {host.name}`: are guests affected already?",
    ],
    mitigate: [
      "Parameters: add those that are missing to GRUB_CMDLINE_LINUX in /etc/default/grub, take out what contradicts them, `update-grub`. They take effect with a reboot. If they are set there already, only the reboot is missing.",
      "Hugepages: `echo N > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages` may find them while the host runs; read it again afterwards. Pages of 1 GiB, and pages that memory is too fragmented for, come with hugepagesz= and hugepages= at boot.",
      "VLAN: `modprobe 8021q` where the module is not loaded, `netplan apply` where netplan has the VLAN, `ip link set <interface> up` where it is down; a VLAN whose parent is down follows the parent.",
      "Wrong release, or more than one of these at once: the host was not installed from its template. Have it drained and installed anew with the template of its region.",
      "Before a reboot: have infra.mc post the notice. Prod: have the DB guests checked first. Then `gapi stop {host.name}`, reboot, `krane-agent check`, `gapi start {host.name}`.",
      "`gapi show {host.name}` until every guest is active and ping and ssh are true; then the completion notice.",
    ],
    escalate:
      "Guests affected: infra.mc (control room) before any restart of the host. A template that brings the wrong values, or a VLAN that stays down while its parent is up: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours.",
    reference:
      "Manual 8.3 (Karas templates #120 and #122), 8.2 1.c.ii (boot parameters), 4.1 (DB guests), 4.8; kernel: Documentation/admin-guide/mm/hugetlbpage.rst.",
  },
  ko: {
    title: "OS 템플릿 구성과 다름",
    impact:
      "{host.name} 에서 실행 중인 VM 은 유지됨. 단, hugepage 가 부족하면 새 VM 이 시작되지 않고, IOMMU 파라미터가 없으면 passthrough 장치를 쓸 수 없으며, VLAN 이 없으면 해당 네트워크로 접속할 수 없음.",
    verify: [
      "`krane-agent check --only os-release kernel-cmdline hugepages vlan` 으로 기준과 다른 항목 확인. 원인 {krane.feature.cause}, 설정 {krane.feature.setting}.",
      "OS 버전: `cat /etc/os-release`. Karas #120 은 Ubuntu 20.04(ay1prod), #122 는 22.04(그 외 모든 리전).",
      "부팅 파라미터: `cat /proc/cmdline` 과 `grep GRUB_CMDLINE /etc/default/grub /etc/default/grub.d/*.cfg` 를 비교. 같은 이름이 두 번 있으면 마지막 값이 적용됨.",
      "Hugepage: `grep . /sys/kernel/mm/hugepages/*/nr_hugepages /sys/devices/system/node/node*/hugepages/*/nr_hugepages`, `dmesg -T | grep HugeTLB` 확인. `/proc/meminfo` 는 기본 크기만 표시함.",
      "VLAN: `cat /proc/net/vlan/config`, `ip -d -br link show type vlan` 확인. 이름이 아니라 ID 기준이며, 설정값은 `netplan get vlans` 로 확인.",
      "`gapi show {host.name}` 으로 이미 영향받은 VM 이 있는지 확인.",
    ],
    mitigate: [
      "부팅 파라미터: /etc/default/grub 의 GRUB_CMDLINE_LINUX 에 누락된 값을 추가하고 상충하는 값을 제거한 뒤 `update-grub` 실행. 재부팅 후 적용됨. 이미 설정되어 있으면 재부팅만 필요.",
      "Hugepage: `echo N > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages` 로 운영 중 확보를 시도하고 값을 다시 확인. 1 GiB 페이지이거나 메모리 단편화로 확보되지 않으면 부팅 파라미터 hugepagesz=, hugepages= 로 설정.",
      "VLAN: 모듈이 없으면 `modprobe 8021q`, netplan 에 설정이 있으면 `netplan apply`, 인터페이스가 down 이면 `ip link set <인터페이스> up` 실행. 상위 인터페이스가 down 이면 상위부터 복구.",
      "OS 버전이 다르거나 여러 항목이 동시에 다르면 템플릿으로 설치되지 않은 장비임. VM 을 비우고 리전에 맞는 템플릿으로 재설치.",
      "재부팅 전: infra.mc(관제)에 장애공지 요청. 운영은 DB 서버 유무를 먼저 확인. 이후 `gapi stop {host.name}` → 재부팅 → `krane-agent check` → `gapi start {host.name}` 순서로 진행.",
      "`gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인 후 완료 공지.",
    ],
    escalate:
      "영향받은 VM 이 있으면 PM 재기동 전에 반드시 infra.mc(관제)에 알림. 템플릿의 값 자체가 잘못되었거나 상위 인터페이스가 정상인데도 VLAN 이 올라오지 않으면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션으로 공유.",
    reference:
      "장애처리 매뉴얼 8.3 (Karas 템플릿 #120, #122), 8.2 1.c.ii (부팅 파라미터), 4.1 (DB 서버 확인), 4.8; 커널 문서 Documentation/admin-guide/mm/hugetlbpage.rst.",
  },
});
