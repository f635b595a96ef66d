import { defineRunbook } from "../core/index.ts";

/** Manual 4.9 (disk lost), 4.7 (smartctl values, replacement ahead of failure), 4.6 (predicted failure). */
export default defineRunbook({
  id: "disk-failing",
  en: {
    title: "A disk is failing or lost",
    impact:
      "Guests of {host.name} live on its disks. A lost disk without its twin is lost data: guests must be created anew. A failing one gives notice of that.",
    verify: [
      "`krane-agent check --only disk-health`: {system.device}.",
      "`smartctl -H -A /dev/{system.device}`, behind a RAID controller its own tool (`storcli /call/eall/sall show`, `ssacli ctrl all show config`).",
      "`dmesg -T | grep -iE '{system.device}|I/O error|medium error'`; `cat /sys/class/block/{system.device}/device/state`, `cat /sys/class/nvme/nvme*/state`.",
      "`cat /proc/mdstat`, `mount | grep 'ro,'`: is a twin carrying, has a file system gone read-only?",
      "`gapi show {host.name}`: ping and ssh of each guest.",
      "SMART not seen: smartctl installed, krane-agent's helper running (`ls -l /run/krane-agent/probe.sock`)?",
    ],
    mitigate: [
      "Guests fine and the disk only predicted to fail (SMART): hand over to office hours, no notice at night. By the ticket count (4.7): 10 or more are acted on, fewer are watched and closed after 24 h.",
      "Replacement ahead of failure: on an office day, notice first, work no sooner than 4 h later, longer where owners ask; DBA is told separately. `gapi stop {host.name}`, replace, `gapi start {host.name}`, `gapi show {host.name}`.",
      "A file system that fsck repaired at reboot, with all guests back up: treated as a reboot, nothing more.",
      "Disk lost or data lost: situation to infra.mc at once, notice of data loss (fixed text, 5.5.2.c); no recovery notice afterwards.",
      "Replace the disk from the spare pool, reinstall the OS as 8.3 says, `krane-agent check`, then mention the SEs and @@krane.oncall .",
      "Owners create their guests anew; requests for it go to the guest's SE, at night by phone.",
    ],
    escalate:
      "Infra.mc (control room) as soon as data is lost or a disk has to be replaced with guests affected. Prod with DB guests: affected already, DB on-call at once; not yet, DBA acts first.",
    reference:
      "Manual 4.9 (disk lost), 4.7 (smartctl), 4.6 (predicted), 5.5.2.c (text of the notice), 8.3 (OS), 7 (spares).",
  },
  ko: {
    title: "디스크 고장 임박 또는 유실",
    impact:
      "{host.name} 의 VM 은 로컬 디스크에 저장됨. 이중화되지 않은 디스크가 유실되면 데이터 유실이며 VM 을 새로 생성해야 함. 장애 전조는 그 예고임.",
    verify: [
      "`krane-agent check --only disk-health` 로 대상 디스크 확인: {system.device}.",
      "`smartctl -H -A /dev/{system.device}`. RAID 컨트롤러 뒤의 디스크는 전용 도구 사용(`storcli /call/eall/sall show`, `ssacli ctrl all show config`).",
      "`dmesg -T | grep -iE '{system.device}|I/O error|medium error'`, `cat /sys/class/block/{system.device}/device/state`, `cat /sys/class/nvme/nvme*/state` 확인.",
      "`cat /proc/mdstat`, `mount | grep 'ro,'` 로 이중화 상태와 read-only 파일시스템 여부 확인.",
      "`gapi show {host.name}` 으로 VM 별 ping, ssh 칼럼 확인.",
      "SMART 확인 불가: smartctl 설치와 krane-agent 헬퍼 동작 여부 확인(`ls -l /run/krane-agent/probe.sock`).",
    ],
    mitigate: [
      "VM 에 이상이 없고 장애 전조(SMART)만 있으면 infra.mc(관제)에 주간처리 공유, 야간 공지 없음. ticket count 기준(4.7): 10 이상이면 조치, 미만이면 24시간 모니터링 후 완료 처리.",
      "사전 교체: 업무일 주간에 사전 공지 후 4시간 이후 작업(요청 시 더 연장), DBA 에게 별도 연락. `gapi stop {host.name}` → 교체 → `gapi start {host.name}` → `gapi show {host.name}`.",
      "단순 파일시스템 오류가 리부트 후 fsck 로 복구되고 VM 도 정상이면 단순 리부트와 동일하게 처리.",
      "디스크 또는 데이터 유실: 즉시 관제에 상황 공유 후 데이터 유실 공지 요청(5.5.2.c 문구). 이후 복구 공지는 하지 않음.",
      "forfault 장비로 디스크 교체 → 8.3 에 따라 OS 재설치 → `krane-agent check` → SE 와 @@krane.oncall 멘션.",
      "VM 신규 생성 요청은 관제를 통해 VM 담당 SE 에게 전달(야간에는 유선).",
    ],
    escalate:
      "데이터가 유실되었거나 VM 이 영향받아 디스크 교체가 필요하면 즉시 infra.mc(관제)에 알림. 운영 DB 서버가 이미 영향받은 경우 DB 온콜에 바로 연락, 아직이면 DBA 가 먼저 조치.",
    reference:
      "장애처리 매뉴얼 4.9 (디스크 장애), 4.7 (smartctl), 4.6 (Failure Predicted), 5.5.2.c (공지 문구), 8.3 (OS 재설치), 7 (forfault 장비).",
  },
});
