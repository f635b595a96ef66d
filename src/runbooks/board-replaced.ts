import { defineRunbook } from "../core/index.ts";

/** Manual 4.8 (after a board swap 8.2 is a must) and the list of 8.2. */
export default defineRunbook({
  id: "board-replaced",
  en: {
    title: "The mainboard or its firmware is another one",
    impact:
      "A new board of {host.name}, and at times new firmware, comes with settings of its own: guests may not start (VT-x), be slow (x2apic, NUMA, C-states) or lack their network card (SR-IOV, VT-d).",
    verify: [
      "`krane-agent check --only board` says what has changed: {krane.board.change}.",
      "`krane-agent check` and look at the group bios: each feature of 8.2 with what firmware offers, what the kernel was told, what holds.",
      "`dmidecode -s baseboard-serial-number`, `dmidecode -s bios-version`, and the ticket of the work: was it planned?",
    ],
    mitigate: [
      "Firmware setup, section 8.2: VT-x (VMX), VT-d, x2apic and SR-IOV enabled, the last one globally and for each device (NIC, disk).",
      "NUMA enabled, sub-NUMA clustering disabled, UMA-based clustering Quadrant, node interleaving disabled, Hyper-Threading enabled, C-states, P-states and other power saving disabled.",
      "Boot parameters `intel_iommu=on iommu=pt` come with the OS template and stay; without VT-d in firmware they do nothing.",
      "Settings need a reboot: notice by infra.mc, `gapi stop {host.name}`, firmware setup, power on, `krane-agent check`, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true.",
      "All of the group bios ok: nothing to do; the finding ends by itself a day after the change was noticed.",
    ],
    escalate:
      "Nobody has swapped the board: ask DCEng, and check that this is the host it claims to be. Prod with DB guests: DBA acts before the host is stopped. A feature stays off: mention @@krane.oncall in office hours, call for prod with guests affected.",
    reference: "Manual 4.8 (4: board swap), 8.2 (UEFI settings), 4.1 (DB guests).",
  },
  ko: {
    title: "메인보드 또는 펌웨어 변경",
    impact:
      "{host.name} 의 새 보드(또는 새 펌웨어)는 자체 BIOS 설정을 가짐: VM 이 시작되지 않거나(VT-x), 느려지거나(x2apic, NUMA, C-state), 네트워크 장치를 쓰지 못할 수 있음(SR-IOV, VT-d).",
    verify: [
      "`krane-agent check --only board` 로 변경 내용 확인: {krane.board.change}.",
      "`krane-agent check` 의 bios 그룹에서 8.2 의 항목별로 펌웨어 제공 여부, 커널 설정, 실제 동작 확인.",
      "`dmidecode -s baseboard-serial-number`, `dmidecode -s bios-version` 과 작업 티켓을 비교해 계획된 작업인지 확인.",
    ],
    mitigate: [
      "BIOS 설정(8.2): VT-x(VMX), VT-d, x2apic, SR-IOV 활성화. SR-IOV 는 전역 설정과 장치별 설정(NIC, Disk)을 모두 확인.",
      "NUMA Enabled, sub-NUMA clustering(SNC) disabled, UMA-Based Clustering Quadrant, Node Interleaving disable, HyperThreading 활성화, Cstate, Pstate, 기타 저전력모드 비활성화.",
      "부팅 파라미터 `intel_iommu=on iommu=pt` 는 OS 템플릿에 포함되어 유지되지만 BIOS 의 VT-d 가 꺼져 있으면 효과 없음.",
      "설정에는 재부팅이 필요: infra.mc(관제) 공지 → `gapi stop {host.name}` → BIOS 설정 → power on → `krane-agent check` → `gapi start {host.name}` → `gapi show {host.name}` (active, ping, ssh 칼럼 true 확인).",
      "bios 그룹이 모두 정상이면 추가 조치 없음. 변경을 인지한 지 하루가 지나면 자동으로 해소됨.",
    ],
    escalate:
      "보드를 교체한 사람이 없으면 DCEng 에 확인하고 장비가 뒤바뀌지 않았는지 점검. 운영 PM 에 DB 서버가 있으면 PM 중지 전에 DBA 가 먼저 조치. 설정 후에도 꺼져 있는 항목이 있으면 주간에 @@krane.oncall 멘션, 운영에서 VM 이 영향받으면 호출.",
    reference: "장애처리 매뉴얼 4.8 (4번 박스/메인보드 교체), 8.2 (UEFI 구성), 4.1 (DB 서버 확인).",
  },
});
