import { defineRunbook } from "../core/index.ts";

/** Manual 4.9 (disk lost), 5.5.2.c (its notice), 4.1. What fills a hypervisor is known from nova's and libvirt's layout. */
export default defineRunbook({
  id: "disk-full",
  en: {
    title: "A file system is full or read-only",
    impact:
      "Full: guests with thin images on it pause at their next write, containers and agents of {host.name} stop, logs end. Read-only: the kernel met an error that it could not mend; guests on it get I/O errors, and the disk may be lost (4.9).",
    verify: [
      "`df -h {system.filesystem.mountpoint}` and `df -i {system.filesystem.mountpoint}`: room or inodes?",
      "`findmnt {system.filesystem.mountpoint}` and `dmesg -T | grep -iE 'remount|I/O error|EXT4-fs|XFS'`: `ro` that fstab does not ask for comes from an error.",
      "What fills it: `du -xh --max-depth=2 {system.filesystem.mountpoint} | sort -h | tail -20`; deleted files that are still open: `lsof +L1`.",
      "Usual: /var/lib/nova/instances/_base (cached images), instances/*/console.log, /var/lib/docker or /var/lib/containerd, /var/log (nova, libvirt/qemu, journal), /var/crash and core files, old kernels in /boot.",
      "`virsh list --all`: guests that are paused.",
    ],
    mitigate: [
      "May go: rotated logs, `journalctl --vacuum-size=1G`, `apt-get clean`, `apt-get autoremove` (old kernels), core files and /var/crash once somebody has looked at them, `docker image prune` or `crictl rmi --prune`.",
      "A log that a process holds open: `truncate -s 0 FILE`, as deleting it frees nothing.",
      "May never go: anything in /var/lib/nova/instances/<uuid>, and `_base` files while any guest's disk has them as backing file (`qemu-img info -U --backing-chain`); nova removes unused ones by itself.",
      "Guests that paused for want of room: make room, then `virsh resume`, then `gapi show {host.name}`.",
      "Read-only: do not remount it rw and do not run fsck with guests on it. Have infra.mc (control room) post the notice, `gapi stop {host.name}`, check the disk (`smartctl -a`, RAID controller), reboot with fsck; if it comes back with all guests it is no case 4.9.",
      "Disk lost: case 4.9: notice with the fixed text on data loss (5.5.2.c), replace it from the spares, reinstall the OS (8.3).",
    ],
    escalate:
      "Room cannot be made without guests' files, or guests are affected: prod: call compute-platform on-call (@@krane.oncall ); dev: mention in office hours. Case 4.9: mention the SEs and @@krane.oncall after the work; DB guests of prod: DB on-call at once.",
    reference: "Manual 4.9 (disk lost), 5.5.2.c (notice), 4.1 (DB guests), 8.3 (OS).",
  },
  ko: {
    title: "파일시스템 공간 부족 또는 읽기 전용",
    impact:
      "공간 부족: 해당 디스크의 thin 이미지 VM 은 다음 쓰기에서 일시정지(paused)되고 {host.name} 의 컨테이너와 에이전트, 로그가 멈춤. 읽기 전용: 커널이 복구하지 못한 에러가 발생한 것으로 VM 에 I/O 에러가 발생하고 디스크 유실(4.9)로 이어질 수 있음.",
    verify: [
      "`df -h {system.filesystem.mountpoint}`, `df -i {system.filesystem.mountpoint}` 로 용량인지 inode 인지 확인.",
      "`findmnt {system.filesystem.mountpoint}`, `dmesg -T | grep -iE 'remount|I/O error|EXT4-fs|XFS'`: fstab 에 없는 `ro` 는 에러로 전환된 것.",
      "원인 파일: `du -xh --max-depth=2 {system.filesystem.mountpoint} | sort -h | tail -20`. 삭제되었으나 열려 있는 파일: `lsof +L1`.",
      "자주 차는 곳: /var/lib/nova/instances/_base (이미지 캐시), instances/*/console.log, /var/lib/docker 또는 /var/lib/containerd, /var/log (nova, libvirt/qemu, journal), /var/crash 와 코어 파일, /boot 의 이전 커널.",
      "`virsh list --all` 로 paused 상태의 VM 확인.",
    ],
    mitigate: [
      "지워도 되는 것: 로테이트된 로그, `journalctl --vacuum-size=1G`, `apt-get clean`, `apt-get autoremove` (이전 커널), 확인이 끝난 코어 파일과 /var/crash, `docker image prune` 또는 `crictl rmi --prune`.",
      "프로세스가 열고 있는 로그는 `truncate -s 0 FILE`. 삭제해도 공간이 생기지 않음.",
      "지우면 안 되는 것: /var/lib/nova/instances/<uuid> 하위 전체, VM 디스크가 backing file 로 쓰는 `_base` 파일(`qemu-img info -U --backing-chain` 으로 확인). 사용하지 않는 것은 nova 가 스스로 삭제함.",
      "공간 부족으로 멈춘 VM: 공간 확보 → `virsh resume` → `gapi show {host.name}` 확인.",
      "읽기 전용: VM 이 있는 상태에서 rw 로 remount 하거나 fsck 하지 말 것. infra.mc(관제)에 장애공지 요청 → `gapi stop {host.name}` → 디스크 점검(`smartctl -a`, RAID 컨트롤러) → fsck 와 함께 재부팅. 모든 VM 과 함께 복구되면 4.9 에 해당하지 않음.",
      "디스크 유실: 4.9 진행. 데이터 유실 고정 문구로 공지(5.5.2.c) → forfault 장비로 교체 → OS 재설치(8.3).",
    ],
    escalate:
      "VM 파일을 건드리지 않고는 공간을 확보할 수 없거나 VM 이 영향받으면 운영은 컴퓨팅플랫폼 온콜(@@krane.oncall ) 호출, 개발은 주간에 아지트 멘션으로 공유. 4.9 이면 작업 후 SE 와 @@krane.oncall 멘션, 운영 DB 서버는 DB 온콜에 바로 연락.",
    reference: "장애처리 매뉴얼 4.9 (디스크 유실), 5.5.2.c (공지), 4.1 (DB 서버 확인), 8.3 (OS).",
  },
});
