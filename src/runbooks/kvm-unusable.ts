import { defineRunbook } from "../core/index.ts";

/** Manual 8.2, 1.b and 1.c.i; 4.8 for the board swap and for the order of work. */
export default defineRunbook({
  id: "kvm-unusable",
  en: {
    title: "KVM cannot be used",
    impact:
      "No guest of {host.name} can start. Guests that run go on until they are stopped, so do not restart any before this is mended.",
    verify: [
      "`krane-agent check --only kvm` says which of the three it is: firmware ({krane.feature.firmware}), configuration ({krane.feature.configured}), running state ({krane.feature.effective}); cause: {krane.feature.cause}.",
      "`kvm-ok` on the host. Its OK is not enough: it never opens the device, and it calls a host without the module usable.",
      "`ls -l /dev/kvm`, `lsmod | grep kvm`, `dmesg -T | grep -iE 'kvm|vmx|svm'`.",
      "`gapi show {host.name}`: are guests affected already?",
    ],
    mitigate: [
      "Cause module: `modprobe {krane.kvm.module}`, then check again; keep the error of dmesg when it fails.",
      "Cause cmdline: take the module out of module_blacklist or modprobe.blacklist in the boot parameters, `update-grub`; it takes effect with a reboot.",
      "Second-level paging off (EPT, NPT; guests run, but slowly): take `ept=0` or `npt=0` out of /etc/modprobe.d and the boot parameters. The module is read again with a reboot, or by unloading it while no guest runs.",
      "Cause permission: owner root, group kvm, mode 660 for /dev/kvm (`udevadm trigger /dev/kvm`), and qemu's user in group kvm.",
      "Cause firmware, or a reboot needed: have infra.mc post the notice first. Prod: have the DB guests checked before.",
      "`gapi stop {host.name}`, reboot into the firmware setup, enable VT-x (VMX) and with it VT-d, x2apic and SR-IOV (8.2); after a mainboard swap all of 8.2 has to be set again.",
      "Power on, `krane-agent check`, `gapi start {host.name}`, `gapi show {host.name}` until every guest is active and ping and ssh are true.",
    ],
    escalate:
      "Guests affected: infra.mc (control room) before any restart of the host. Still not usable with the firmware set right: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours.",
    reference: "Manual 8.2 1.b and 1.c.i (VT-x), 4.8 (board swap), 4.1 (DB guests).",
  },
  ko: {
    title: "KVM 사용 불가",
    impact:
      "{host.name} 에서 VM 을 시작할 수 없음. 실행 중인 VM 은 중지하기 전까지 유지되므로 조치 전에는 VM 을 재시작하지 말 것.",
    verify: [
      "`krane-agent check --only kvm` 으로 원인 구분: 펌웨어(BIOS) {krane.feature.firmware}, 설정 {krane.feature.configured}, 실제 동작 {krane.feature.effective}, 원인 {krane.feature.cause}.",
      "PM 에서 `kvm-ok` 실행. 단, kvm-ok 는 장치를 열어 보지 않고 모듈이 없어도 정상으로 출력하므로 이것만으로는 부족함.",
      "`ls -l /dev/kvm`, `lsmod | grep kvm`, `dmesg -T | grep -iE 'kvm|vmx|svm'` 확인.",
      "`gapi show {host.name}` 으로 이미 영향받은 VM 이 있는지 확인.",
    ],
    mitigate: [
      "원인이 module: `modprobe {krane.kvm.module}` 후 재확인. 실패하면 dmesg 의 에러 내용을 보관.",
      "원인이 cmdline: 부팅 파라미터의 module_blacklist, modprobe.blacklist 에서 해당 모듈을 제거하고 `update-grub` 실행. 재부팅 후 적용됨.",
      "2단계 페이징(EPT, NPT)이 꺼진 경우(VM 은 동작하나 느림): /etc/modprobe.d 와 부팅 파라미터에서 `ept=0`, `npt=0` 을 제거. 재부팅하거나 실행 중인 VM 이 없을 때 모듈을 다시 로드하면 적용됨.",
      "원인이 permission: /dev/kvm 을 소유자 root, 그룹 kvm, 권한 660 으로 복구(`udevadm trigger /dev/kvm`)하고 qemu 사용자가 kvm 그룹에 속하는지 확인.",
      "원인이 firmware 이거나 재부팅이 필요한 경우: 먼저 infra.mc(관제)에 장애공지 요청. 운영은 DB 서버 유무를 먼저 확인.",
      "`gapi stop {host.name}` 후 재부팅하여 BIOS 에서 VT-x(VMX)를 활성화하고 VT-d, x2apic, SR-IOV 도 함께 확인(8.2). 메인보드 교체 시에는 8.2 전체를 다시 설정.",
      "전원을 켠 후 `krane-agent check` → `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인.",
    ],
    escalate:
      "영향받은 VM 이 있으면 PM 재기동 전에 반드시 infra.mc(관제)에 알림. BIOS 설정이 정상인데도 사용할 수 없으면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션으로 상황 공유.",
    reference: "장애처리 매뉴얼 8.2 1.b, 1.c.i (VT-x), 4.8 (박스/메인보드 교체), 4.1 (DB 서버 확인).",
  },
});
