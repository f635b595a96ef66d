import type { Lang } from "../core/index.ts";

/** The commands that a finding of the check containers has for its own host. */
const RESTARTS: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  en: {
    "krane.restart.daemon":
      "Docker regions: systemctl restart docker.service; containerd regions: systemctl restart containerd.service, then kubelet.service",
    "krane.restart.group":
      "Docker regions: docker-compose restart in /opt/krane/GROUP; containerd regions: crictl stop of its containers",
    "krane.restart.last_hour": "how many",
    "krane.container.state": "its state",
    "krane.container.group": "its group",
    "container.name": "container",
    "service.name": "container",
  },
  ko: {
    "krane.restart.daemon":
      "도커 리전: systemctl restart docker.service / containerd 리전: systemctl restart containerd.service 후 kubelet.service",
    "krane.restart.group":
      "도커 리전: /opt/krane/그룹 에서 docker-compose restart / containerd 리전: 해당 컨테이너 crictl stop",
    "krane.restart.last_hour": "횟수",
    "krane.container.state": "컨테이너 상태",
    "krane.container.group": "그룹",
    "container.name": "컨테이너",
    "service.name": "컨테이너",
  },
};

/** Names that runbooks ask for, where no finding is given. */
export const BLANKS: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  en: {
    "host.name": "host",
    "krane.vm.name": "guest",
    "network.interface.name": "interface",
    "krane.swap.restored_by": "the fstab line or unit",
    "krane.bosh.deployment": "DEPLOYMENT",
    "krane.bosh.instance": "INSTANCE",
    "krane.bosh.jobs": "the job",
    ...RESTARTS.en,
  },
  ko: {
    "host.name": "PM 이름",
    "krane.vm.name": "VM 이름",
    "network.interface.name": "인터페이스",
    "krane.swap.restored_by": "fstab 항목 또는 유닛",
    "krane.bosh.deployment": "DEPLOYMENT",
    "krane.bosh.instance": "INSTANCE",
    "krane.bosh.jobs": "해당 job",
    ...RESTARTS.ko,
  },
};
