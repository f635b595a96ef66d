import { defineRunbook } from "../core/index.ts";

/** Manual 4.9 (disk lost, and what does not count as lost), 4.1, 5.5.2. */
export default defineRunbook({
  id: "filesystem-damaged",
  en: {
    title: "File system of the host damaged or read-only",
    impact:
      "Guests of {host.name} with disks on {system.device} get I/O errors or hang; on the root file system nothing is logged any more and no service starts again.",
    verify: [
      "`findmnt -S /dev/{system.device}`: which mount point, and is it `ro` now? `lsblk`: which disk is below?",
      "`dmesg -T | grep {system.device}`: is it the file system alone, or is the disk below failing as well (I/O error, medium error)? Then it is a lost disk.",
      "`gapi show {host.name}`: which guests hang or are down?",
    ],
    mitigate: [
      "Prod with DB guests: already affected, tell DB on-call at once; not yet, DBA acts first.",
      "Guests affected: have infra.mc (control room) post the notice, then `gapi stop {host.name}`.",
      "Root file system: reboot with `fsck.mode=force` on the kernel's command line. Any other: unmount it, then `fsck -f /dev/{system.device}` (xfs: `xfs_repair`).",
      "Repaired: `gapi start {host.name}`, `gapi show {host.name}` until all guests are active, ping and ssh true. This does not count as a lost disk.",
      "Not repaired, or data lost: treat it as a lost disk (4.9): notice with the data loss, replace from the spare pool, reinstall the OS; owners create their guests anew.",
    ],
    escalate:
      "Lost disk: mention the SEs and @@krane.oncall afterwards, no recovery notice. Guests that do not come back: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours.",
    reference: "Manual 4.9 (disk lost), 4.1 (DB guests), 5.5.2 (fixed notice text), 8.3 (OS template).",
  },
  ko: {
    title: "PM 파일시스템 손상 또는 읽기 전용 전환",
    impact:
      "{host.name} 에서 {system.device} 에 디스크가 있는 VM 이 I/O 오류를 받거나 행업. 루트 파일시스템이면 로그가 남지 않고 서비스도 재시작되지 않음.",
    verify: [
      "`findmnt -S /dev/{system.device}` 로 마운트 지점과 현재 `ro` 여부 확인. `lsblk` 로 하위 디스크 확인.",
      "`dmesg -T | grep {system.device}` 로 파일시스템만의 문제인지, 하위 디스크도 장애(I/O error, medium error)인지 확인. 디스크 장애이면 디스크 유실로 처리.",
      "`gapi show {host.name}` 으로 행업이거나 내려간 VM 확인.",
    ],
    mitigate: [
      "운영에 DB 서버가 있으면: 이미 영향받은 경우 DB 온콜에 바로 연락, 아직이면 DBA 가 먼저 조치.",
      "VM 이 영향받으면 infra.mc(관제)에 장애공지 요청 후 `gapi stop {host.name}`.",
      "루트 파일시스템: 커널 파라미터에 `fsck.mode=force` 를 넣고 재부팅. 그 외: umount 후 `fsck -f /dev/{system.device}` (xfs 는 `xfs_repair`).",
      "복구되면 `gapi start {host.name}` → `gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인. 이 경우 디스크 유실로 보지 않음.",
      "복구되지 않거나 데이터가 유실되면 4.9 디스크 유실로 처리: 데이터 유실 포함 공지 → forfault 장비로 교체 → OS 재설치. VM 은 담당자가 재생성.",
    ],
    escalate:
      "디스크 유실이면 조치 후 SE 와 @@krane.oncall 을 멘션하고 복구 공지는 하지 않음. VM 이 살아나지 않으면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션.",
    reference: "장애처리 매뉴얼 4.9 (디스크 유실), 4.1 (DB 서버 확인), 5.5.2 (공지 문구), 8.3 (OS 템플릿).",
  },
});
