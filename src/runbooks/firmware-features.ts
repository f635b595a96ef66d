import { defineRunbook } from "../core/index.ts";

/** Manual 8.2, 1.c.iv (SR-IOV), 2.a (NUMA), 2.b (hyper-threading); 4.6 and 4.8 for the order of work. */
export default defineRunbook({
  id: "firmware-features",
  en: {
    title: "SR-IOV, NUMA or hyper-threading is not as it should be",
    impact:
      "Guests of {host.name} run. Without SR-IOV none can be given a NIC of its own, without hyper-threading half the CPUs are missing, and with NUMA set wrong memory is slower than placement expects.",
    verify: [
      "`krane-agent check --only sr-iov,numa,smt`: firmware {krane.feature.firmware}, configured {krane.feature.configured}, running {krane.feature.effective}; cause: {krane.feature.cause}, to set: {krane.feature.setting}.",
      "SR-IOV: `lspci -vs ADDRESS | grep -i sr-iov` for the very device; one line of any device does not speak for the NIC. `dmesg -T | grep -iE 'not enough MMIO|BAR .*failed to assign'`: no memory window.",
      "NUMA: `numactl -H` and `lscpu | grep -iE 'socket|numa'`: one node per socket is right. `ls /sys/firmware/acpi/tables/SRAT`: missing means that firmware interleaves or has NUMA off.",
      "Hyper-threading: `cat /sys/devices/system/cpu/smt/control`: notsupported is firmware's doing, off and forceoff the kernel's; on with `smt/active` 0 means that CPUs were taken offline.",
      "`grep -oE 'nosmt[^ ]*|mitigations=[^ ]*|maxcpus=[^ ]*|nr_cpus=[^ ]*|numa=[^ ]*|pci=[^ ]*' /proc/cmdline`.",
    ],
    mitigate: [
      "Not urgent while the guests run: hand over to office hours and do it with the next planned work on this host.",
      "Turned off after boot: `echo on > /sys/devices/system/cpu/smt/control`, or `echo 1 > /sys/devices/system/cpu/cpuN/online` for each CPU of `/sys/devices/system/cpu/offline`. No reboot.",
      "Cause cmdline: change the boot parameter that is named, `update-grub`; it takes effect with a reboot.",
      "Cause driver: update the NIC's driver and firmware, or lift the limit of virtual functions that its tool has set.",
      "A BIOS visit or a reboot: have infra.mc post the notice first. Prod: have the DB guests checked before. Then `gapi stop {host.name}` and reboot into the firmware setup.",
      "SR-IOV: the global switch, MMIO above 4G, and in the device's own menu (NIC, disk) virtualization mode SR-IOV; set both.",
      "NUMA: Enabled. Sub-NUMA clustering: Disabled (AMD: NPS1). UMA-Based Clustering: Quadrant. Node Interleaving: Disabled. Hyper-threading: Enabled. After a mainboard swap set all of 8.2.",
      "Still no memory window: boot parameter `pci=realloc`. A node without memory: the socket's DIMMs are missing or dead, see `krane-agent check`.",
      "Power on, `krane-agent check --only sr-iov,numa,smt`, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true, completion notice.",
    ],
    escalate:
      "Nobody at night. Prod with DB guests: DBA acts before the host is stopped. Still wrong with the firmware set right: mention @@krane.oncall in office hours.",
    reference:
      "Manual 8.2 1.c.iv (SR-IOV), 2.a (NUMA, SNC, interleaving), 2.b (hyper-threading), 4.6 (order of planned work), 4.8 (board swap).",
  },
  ko: {
    title: "SR-IOV, NUMA, 하이퍼스레딩 설정 이상",
    impact:
      "{host.name} 의 VM 은 동작함. SR-IOV 가 없으면 VM 에 전용 NIC 를 할당할 수 없고, 하이퍼스레딩이 꺼져 있으면 CPU 절반을 쓰지 못하며, NUMA 설정이 다르면 메모리가 배치 기준보다 느려짐.",
    verify: [
      "`krane-agent check --only sr-iov,numa,smt`: 펌웨어(BIOS) {krane.feature.firmware}, 설정 {krane.feature.configured}, 실제 동작 {krane.feature.effective}, 원인 {krane.feature.cause}, 설정할 항목 {krane.feature.setting}.",
      "SR-IOV: 해당 장치에 대해 `lspci -vs ADDRESS | grep -i sr-iov` 확인. 다른 장치의 출력 한 줄이 NIC 의 SR-IOV 를 뜻하지 않음. `dmesg -T | grep -iE 'not enough MMIO|BAR .*failed to assign'` 이 있으면 메모리 영역 미할당.",
      "NUMA: `numactl -H`, `lscpu | grep -iE 'socket|numa'` 에서 소켓당 노드 1개가 정상. `ls /sys/firmware/acpi/tables/SRAT` 가 없으면 BIOS 의 노드 인터리빙 또는 NUMA 비활성.",
      "하이퍼스레딩: `cat /sys/devices/system/cpu/smt/control`. notsupported 는 BIOS, off 와 forceoff 는 커널 쪽 설정. on 인데 `smt/active` 가 0 이면 CPU 가 오프라인 처리된 것.",
      "`grep -oE 'nosmt[^ ]*|mitigations=[^ ]*|maxcpus=[^ ]*|nr_cpus=[^ ]*|numa=[^ ]*|pci=[^ ]*' /proc/cmdline` 으로 부팅 파라미터 확인.",
    ],
    mitigate: [
      "VM 이 동작 중이면 급하지 않으므로 주간처리로 인계하고 해당 PM 의 다음 작업 때 함께 진행.",
      "부팅 후에 꺼진 경우: `echo on > /sys/devices/system/cpu/smt/control`, 또는 `/sys/devices/system/cpu/offline` 의 각 CPU 에 `echo 1 > /sys/devices/system/cpu/cpuN/online`. 재부팅 불필요.",
      "원인이 cmdline: 표시된 부팅 파라미터를 수정하고 `update-grub` 실행. 재부팅 후 적용됨.",
      "원인이 driver: NIC 드라이버와 펌웨어를 갱신하거나 전용 도구로 설정된 VF 수 제한을 해제.",
      "BIOS 설정이나 재부팅이 필요한 경우: 먼저 infra.mc(관제)에 장애공지 요청. 운영은 DB 서버 유무를 먼저 확인. 이후 `gapi stop {host.name}` 실행 후 재부팅하여 BIOS 진입.",
      "SR-IOV: 전역 설정, MMIO above 4G, 그리고 장치(NIC, Disk) 메뉴의 Virtualization Mode = SR-IOV 를 모두 설정.",
      "NUMA: Enabled, Sub-NUMA Clustering(SNC): Disabled(AMD 는 NPS1), UMA-Based Clustering: Quadrant, Node Interleaving: Disabled, Hyper-Threading: Enabled. 메인보드 교체 시에는 8.2 전체를 다시 설정.",
      "그래도 메모리 영역이 없으면 부팅 파라미터 `pci=realloc` 추가. 메모리 없는 노드는 해당 소켓의 DIMM 누락 또는 고장이므로 `krane-agent check` 확인.",
      "전원을 켠 후 `krane-agent check --only sr-iov,numa,smt` → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인 → 완료 공지.",
    ],
    escalate:
      "야간에는 연락하지 않음. 운영 PM 에 DB 서버가 있으면 PM 중지 전에 DBA 가 먼저 조치. BIOS 설정이 정상인데도 이상하면 주간에 아지트에서 @@krane.oncall 멘션.",
    reference:
      "장애처리 매뉴얼 8.2 1.c.iv (SR-IOV), 2.a (NUMA, SNC, 인터리빙), 2.b (하이퍼스레딩), 4.6 (작업 순서), 4.8 (박스/메인보드 교체).",
  },
});
