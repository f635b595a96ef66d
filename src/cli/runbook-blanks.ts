import type { Lang, Text } from "../core/index.ts";

/** The commands that a finding of the check containers has for its own host. */
const RESTARTS: Readonly<Record<string, Text>> = {
  "krane.restart.daemon": {
    en: "Docker regions: systemctl restart docker.service; containerd regions: systemctl restart containerd.service, then kubelet.service",
    ko: "도커 리전: systemctl restart docker.service / containerd 리전: systemctl restart containerd.service 후 kubelet.service",
  },
  "krane.restart.group": {
    en: "Docker regions: docker-compose restart in /opt/krane/GROUP; containerd regions: crictl stop of its containers",
    ko: "도커 리전: /opt/krane/그룹 에서 docker-compose restart / containerd 리전: 해당 컨테이너 crictl stop",
  },
  "krane.restart.last_hour": { en: "how many", ko: "횟수" },
  "krane.container.state": { en: "its state", ko: "컨테이너 상태" },
  "krane.container.group": { en: "GROUP", ko: "그룹" },
  "container.name": { en: "container", ko: "컨테이너" },
  "service.name": { en: "service", ko: "서비스" },
  "systemd.unit": { en: "unit", ko: "유닛" },
  "krane.swap.devices": { en: "devices", ko: "스왑 장치" },
  "krane.swap.restored_by": { en: "the fstab line or unit", ko: "fstab 항목 또는 유닛" },
  "krane.kubelet.fail_swap_on": { en: "failSwapOn", ko: "failSwapOn 설정" },
  "krane.monit.programs": { en: "PROGRAM", ko: "프로그램 경로" },
};

const BOSH: Readonly<Record<string, Text>> = {
  "krane.bosh.deployment": { en: "DEPLOYMENT", ko: "DEPLOYMENT" },
  "krane.bosh.instance": { en: "INSTANCE", ko: "INSTANCE" },
  "krane.bosh.jobs": { en: "the job", ko: "해당 job" },
  "krane.bosh.job": { en: "JOB", ko: "JOB" },
  "krane.bosh.script": { en: "SCRIPT", ko: "SCRIPT" },
  "krane.bosh.exit_code": { en: "N", ko: "N" },
  "krane.bosh.task": { en: "TASK", ko: "TASK" },
  "krane.bosh.phase": { en: "phase", ko: "단계" },
  "krane.bosh.stage": { en: "stage", ko: "세부 단계" },
  "krane.bosh.error": { en: "its error", ko: "오류 내용" },
  "krane.bosh.description": { en: "the problem", ko: "문제 내용" },
};

const REPORTS: Readonly<Record<string, Text>> = {
  "krane.vm.name": { en: "guest", ko: "VM 이름" },
  "krane.thread": { en: "thread", ko: "스레드" },
  "process.pid": { en: "PID", ko: "PID" },
  "os.version": { en: "kernel", ko: "커널 버전" },
  "krane.kernel.report.title": { en: "title", ko: "제목" },
  "krane.kernel.wait": { en: "function", ko: "대기 함수" },
  "krane.kernel.taint": { en: "flags", ko: "taint 플래그" },
  "krane.kernel.taint_mask": { en: "mask", ko: "taint 값" },
  "krane.oom.victim": { en: "process", ko: "프로세스" },
  "krane.oom.constraint": { en: "constraint", ko: "범위" },
  "krane.clock.step_seconds": { en: "seconds", ko: "변경 시간" },
};

const PARTS: Readonly<Record<string, Text>> = {
  "network.interface.name": { en: "interface", ko: "인터페이스" },
  "system.device": { en: "DEVICE", ko: "장치" },
  "system.filesystem.mountpoint": { en: "MOUNTPOINT", ko: "마운트 위치" },
  "krane.part.name": { en: "part", ko: "부품" },
  "krane.part.state": { en: "its state", ko: "부품 상태" },
  "krane.board.change": { en: "what changed", ko: "변경 내용" },
  "krane.thermal.hot_zones": { en: "zones", ko: "구간" },
  "krane.thermal.throttled_since_boot": { en: "count", ko: "횟수" },
  "krane.kvm.module": { en: "kvm_intel or kvm_amd", ko: "kvm_intel 또는 kvm_amd" },
  "krane.feature.firmware": { en: "firmware", ko: "BIOS" },
  "krane.feature.configured": { en: "configured", ko: "설정" },
  "krane.feature.effective": { en: "effective", ko: "실제" },
  "krane.feature.cause": { en: "cause", ko: "원인" },
  "krane.feature.setting": { en: "setting", ko: "설정 항목" },
};

const ALL: Readonly<Record<string, Text>> = {
  "host.name": { en: "host", ko: "PM 이름" },
  ...RESTARTS,
  ...BOSH,
  ...REPORTS,
  ...PARTS,
};

/** What stands in a runbook for a name that no finding gave: something to put one's own in. */
export function blankOf(name: string, lang: Lang): string {
  return `<${(Object.hasOwn(ALL, name) ? ALL[name] : undefined)?.[lang] ?? name}>`;
}
